/**
 * Commands of the documents that the test of the documents does not run: what they begin with, and where or why.
 * A command that is none of these, and no script or
 * file of ours, has to be a request, and is run.
 */
export const RUN_ELSEWHERE: readonly (readonly [beginning: string, why: string])[] = [
  ['git clone <this repository>', 'the address is the reader’s; whoever runs this test has cloned it'],
  ['npm start', 'test/acceptance/npm-start.spec.ts'],
  ['npm run audit -- --redis redis://localhost:6379', 'test/acceptance/audit.spec.ts'],
  ['docker build -t sluice', 'npm run test:compose builds it by docker compose'],
  ['docker compose up --build -d', 'npm run test:compose'],
  ['docker compose up -d --scale worker=4', 'npm run test:compose'],
  ['docker compose --profile prometheus up -d', 'npm run test:compose'],
  ['docker compose logs -f worker', 'shows, and does not end'],
  ['docker compose restart worker', 'npm run test:compose'],
  ['docker compose stop', 'npm run test:compose'],
  ['docker compose down', 'npm run test:compose'],
  ['docker compose ps worker', 'shows'],
  ['SLUICE_IMAGE=sluice:next docker compose up -d --no-deps', 'npm run test:compose'],
  ['kubectl create namespace sluice', 'test/unit/deploy/documented-commands.spec.ts, without a cluster'],
  ['kubectl -n sluice create secret generic', 'test/unit/deploy/documented-commands.spec.ts, likewise'],
  ['kubectl apply -k', 'test/unit/deploy/kustomize.spec.ts renders what it sends'],
  ['kubectl -n sluice-dev port-forward', 'asks a cluster; documented-commands.spec.ts holds what it names'],
  ['kubectl -n sluice rollout status', 'asks a cluster; documented-commands.spec.ts holds what it names'],
  ['gcloud ', 'is what is left behind'],
];
