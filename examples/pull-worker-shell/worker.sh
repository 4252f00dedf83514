#!/usr/bin/env bash
# A worker that pulls jobs from Sluice over HTTP, in plain shell: bash, curl and jq.
#
#   SLUICE_URL=http://localhost:8080 ./worker.sh
#
# It runs one job at a time: the function job_<type>, which gets the payload (JSON) on standard input. What that
# writes to standard output is the result; when it fails, the end of its standard error is the reason, and the job
# is retried by its own settings, unless the exit code is 65 (EX_DATAERR): trying again cannot help. The lease is
# renewed while it runs, a cancelled job is stopped, and on SIGTERM the running job is finished first.
set -uo pipefail

url=${SLUICE_URL:-http://localhost:8080}
lease_ms=${LEASE_MS:-30000}
worker=${WORKER:-$(hostname):$$}

# Your work goes here. A job may arrive twice, so make it idempotent: $JOB_ID names it.
job_upper_case() { jq '.text | ascii_upcase'; }
job_sleep() { sleep "$(jq -r '.seconds')" && echo '{"slept":true}'; }
job_broken() { echo 'it does not work' >&2; return 1; }
job_hopeless() { echo 'it never will' >&2; return 65; }

types=$(declare -F | sed -n 's/^declare -f job_//p' | jq -R . | jq -sc .)
folder=$(mktemp -d)
# Only this shell's: one that it has just forked, and that is ended at once, still has its traps.
trap 'if [[ $BASHPID == "$$" ]]; then rm -rf "$folder"; fi' EXIT

# The headers of every call: in a file, since others on the machine see what is on a command line.
{
  echo 'Content-Type: application/json'
  [[ -z ${SLUICE_NAMESPACE:-} ]] || echo "Sluice-Namespace: $SLUICE_NAMESPACE"
  [[ -z ${SLUICE_API_KEY:-} ]] || echo "Authorization: Bearer $SLUICE_API_KEY"
} >"$folder/headers"

# post <path> <body>: the status, with the answer in $folder/answer. Quiet, and never for ever.
post() {
  curl -sS -o "$folder/answer" -w '%{http_code}' --max-time "${3:-10}" -X POST "$url$1" \
    -H "@$folder/headers" --data-binary @- <<<"$2" 2>"$folder/curl" || true
}

# settle <verb> <body>: says what became of the job, until there is an answer. Safe to repeat.
settle() {
  local status pause
  for pause in 0 0.2 1 2 4 8 8 8; do
    sleep "$pause"
    status=$(post "/leases/$JOB_ID/$1" "$2")
    if [[ $status =~ ^[1-4] ]]; then
      echo "$1 $JOB_ID $status"
      return
    fi
  done
  echo "$1 $JOB_ID could not be told; its lease will lapse and it runs again"
}

# Renews the lease every third of its time, and ends the job (its process group) when it was cancelled or lost.
keep_lease() {
  local answer
  while sleep "$(jq -n "$lease_ms / 3000")"; do
    answer=$(curl -sS --max-time 10 -X POST "$url/leases/$JOB_ID/extend" -H "@$folder/headers" \
      -d "{\"lease_token\":\"$token\"}" 2>/dev/null) || continue
    if jq -e '.cancel_requested == true or .code == "lease_lost"' <<<"$answer" >/dev/null; then
      kill -TERM -- "-$1" 2>/dev/null
      return
    fi
  done
}

run() {
  local body keeper job code
  JOB_ID=$(jq -r '.id' <<<"$1")
  token=$(jq -r '.lease_token' <<<"$1")
  export JOB_ID
  set -m # in a process group of its own
  "job_$(jq -r '.type' <<<"$1")" < <(jq -c '.payload' <<<"$1") >"$folder/out" 2>"$folder/err" &
  job=$!
  keep_lease "$job" &
  keeper=$!
  set +m
  # A signal interrupts wait, not the job.
  until wait "$job"; code=$?; ! kill -0 "$job" 2>/dev/null; do :; done
  # Until it is gone: just forked, it may take the first signal as this shell does.
  while kill -- "-$keeper" 2>/dev/null; do sleep 0.01; done
  wait "$keeper" 2>/dev/null
  if [[ $code -eq 0 ]]; then
    body=$(jq -c --arg token "$token" '{lease_token: $token, result: .}' "$folder/out" 2>/dev/null) ||
      body=$(jq -Rsc --arg token "$token" '{lease_token: $token, result: .}' "$folder/out")
    settle complete "${body:-$(jq -nc --arg token "$token" '{lease_token: $token}')}"
  else
    settle fail "$(tail -c 1000 "$folder/err" | jq -Rsc --arg token "$token" --argjson code "$code" \
      '{lease_token: $token, error: {message: "exit code \($code): \(.)", retryable: ($code != 65)}}')"
  fi
}

draining=
trap 'draining=yes' TERM INT
echo "worker $worker asks $url for $types"
while [[ -z $draining ]]; do
  asked=$(jq -nc --argjson types "$types" --argjson lease "$lease_ms" --arg worker "$worker" \
    '{types: $types, lease_ms: $lease, wait_ms: 20000, worker: $worker}')
  # In the background: bash acts on a signal when what it waits for has ended, and this may take 20 s.
  post /leases "$asked" 30 >"$folder/status" &
  poll=$!
  wait "$poll"
  if [[ -n $draining ]]; then
    # Its connection ends, and a job that was on its way goes back into the line.
    pkill -P "$poll" 2>/dev/null
    kill "$poll" 2>/dev/null
    wait "$poll" 2>/dev/null
    [[ $(cat "$folder/status") == 200 ]] || break
  fi
  if [[ $(cat "$folder/status") != 200 ]]; then
    echo "no jobs: $(cat "$folder/status" "$folder/curl" | tr '\n' ' ')"
    sleep 1
    continue
  fi
  while read -r leased; do
    run "$leased"
  done < <(jq -c '.jobs[]' "$folder/answer")
done
echo stopped
