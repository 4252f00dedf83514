FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has the pinned Node already; no package that is needed here has an install script to run.
RUN npm ci --include=dev --ignore-scripts --loglevel=error
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY web ./web
COPY scripts/build-web.mjs ./scripts/
RUN node node_modules/@nestjs/cli/bin/nest.js build \
  && node scripts/build-web.mjs \
  && npm prune --omit=dev --ignore-scripts --loglevel=error

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 8080
# Liveness: that Redis is away must not get the container replaced. /health/ready is the question for a balancer.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Exec form: node is process 1 and gets SIGTERM itself.
CMD ["node", "--enable-source-maps", "dist/main.js"]
