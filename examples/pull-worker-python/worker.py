#!/usr/bin/env python3
"""A worker that pulls jobs from Sluice over HTTP. Python 3.8 or later, standard library only.

    SLUICE_URL=http://localhost:8080 python3 worker.py

It takes up to CONCURRENCY jobs at once, renews their leases while they run, says what became of each, stops a
job that was cancelled, and drains on SIGTERM and Ctrl-C: what runs is finished, nothing more is taken.
"""
import http.client
import json
import os
import signal
import socket
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

URL = urlsplit(os.environ.get("SLUICE_URL", "http://localhost:8080"))
NAMESPACE = os.environ.get("SLUICE_NAMESPACE")
API_KEY = os.environ.get("SLUICE_API_KEY")
CONCURRENCY = int(os.environ.get("CONCURRENCY", "4"))
LEASE_MS = int(os.environ.get("LEASE_MS", "30000"))
WORKER = "{}:{}".format(socket.gethostname(), os.getpid())
WAIT_MS = 20_000


class NeverRetry(Exception):
    """Raised by a handler when trying again cannot help."""


class RetryLater(Exception):
    """Raised by a handler that knows when to try again."""

    def __init__(self, message, after_ms):
        super().__init__(message)
        self.after_ms = after_ms


# Your work goes here: type of job -> what runs it. A handler gets the payload and the Job; what it returns is the
# result (any JSON), what it raises is recorded and retried by the job's own settings. A job may arrive twice (a
# worker that dies is replaced), so make the work idempotent by job.id.


def word_count(payload, job):
    return {"words": len(payload["text"].split()), "attempt": job.attempt}


def slow(payload, job):
    steps = payload.get("steps", 10)
    for step in range(steps):
        if job.cancelled.wait(payload.get("step_ms", 100) / 1000):
            raise NeverRetry("stopped at step {}".format(step))
        job.progress = {"done": step + 1, "of": steps}
    return {"steps": steps}


def broken(payload, job):
    if payload.get("retryable", True):
        raise RetryLater("it is not the time yet", payload.get("after_ms", 100))
    raise NeverRetry("there is nothing to be done")


HANDLERS = {"word_count": word_count, "slow": slow, "broken": broken}


class Job:
    def __init__(self, leased):
        self.id = leased["id"]
        self.type = leased["type"]
        self.attempt = leased["attempt"]
        self.payload = leased["payload"]
        self.token = leased["lease_token"]
        self.cancelled = threading.Event()  # set when the handler is to stop, whatever the reason
        self.lost = False  # somebody else has the job: nothing is to be said about it any more
        self.progress = None


def call(path, body, timeout=10):
    """POSTs JSON. Returns the status and the answer; raises OSError if there was none."""
    secure = URL.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(URL.hostname, URL.port or (443 if secure else 80), timeout=timeout)
    try:
        headers = {"Content-Type": "application/json", "User-Agent": "example/python"}
        if NAMESPACE:
            headers["Sluice-Namespace"] = NAMESPACE
        if API_KEY:
            headers["Authorization"] = "Bearer " + API_KEY
        connection.request("POST", URL.path.rstrip("/") + path, json.dumps(body), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def settle(job, verb, body):
    """Says what became of a job, until there is an answer. Safe to repeat: what was recorded stays as it is."""
    for pause in (0, 0.2, 1, 2, 4, 8, 8, 8):
        time.sleep(pause)
        try:
            status, answer = call("/leases/{}/{}".format(quote(job.id), verb), dict(body, lease_token=job.token))
            if status < 500:
                print(verb, job.id, status, answer.get("status") or answer.get("code"), flush=True)
                return
        except OSError:
            pass  # not reachable: try again
    print(verb, job.id, "could not be told; its lease will lapse and it runs again", flush=True)


def run(job):
    try:
        result = HANDLERS[job.type](job.payload, job)
        verb, body = "complete", {"result": result}
    except Exception as error:  # whatever a handler raises is the job's failure, not the worker's
        told = {"message": str(error) or type(error).__name__, "stack": traceback.format_exc(limit=-8)}
        if isinstance(error, NeverRetry):
            told["retryable"] = False
        if isinstance(error, RetryLater):
            told["retry_after_ms"] = error.after_ms
        verb, body = "fail", {"error": told}
    if not job.lost:
        settle(job, verb, body)


def heartbeat(running, stopped):
    """Renews all leases every third of their time, and hears of cancellations."""
    while not stopped.wait(LEASE_MS / 3000):
        jobs = list(running.values())
        for start in range(0, len(jobs), 100):
            some = jobs[start : start + 100]
            entries = [
                dict({"job_id": job.id, "lease_token": job.token}, **({"progress": job.progress} if job.progress else {}))
                for job in some
            ]
            try:
                status, answer = call("/leases/extend", {"jobs": entries})
            except OSError:
                continue  # the lease has two thirds of its time left
            for job, told in zip(some, answer.get("results", []) if status == 200 else []):
                job.lost = job.lost or told["outcome"] != "ok"
                if job.lost or told["cancel_requested"]:
                    job.cancelled.set()


def main():
    draining = threading.Event()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: draining.set())

    running = {}
    freed = threading.Condition()
    threading.Thread(target=heartbeat, args=(running, stopped), daemon=True).start()

    def work(job):
        try:
            run(job)
        finally:
            with freed:
                del running[job.token + job.id]
                freed.notify()

    def take(answers):
        """One long poll, in a thread of its own: a signal must not have to wait for it."""
        wanted = {
            "types": sorted(HANDLERS),
            "max_jobs": min(100, CONCURRENCY - len(running)),
            "wait_ms": WAIT_MS,
            "lease_ms": LEASE_MS,
            "worker": WORKER,
        }
        try:
            status, answer = call("/leases", wanted, timeout=WAIT_MS / 1000 + 10)
        except OSError as error:
            status, answer = 0, {"detail": str(error)}
        with freed:
            late = draining.is_set()
            if not late:
                answers.append((status, answer))
        for leased in answer.get("jobs", []) if late else []:
            settle(Job(leased), "release", {})  # nobody here runs it any more

    print("worker", WORKER, "asks", URL.geturl(), flush=True)
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        pause = 0.1
        while not draining.is_set():
            with freed:
                if len(running) >= CONCURRENCY:
                    freed.wait(0.2)
                    continue
            answers = []
            poll = threading.Thread(target=take, args=(answers,), daemon=True)
            poll.start()
            while poll.is_alive() and not draining.is_set():
                poll.join(0.1)
            with freed:
                if not answers:
                    break  # draining
            status, answer = answers[0]
            if status != 200:
                print("no jobs:", status, answer.get("detail"), flush=True)
                draining.wait(pause)
                pause = min(pause * 2, 5)
                continue
            pause = 0.1
            for leased in answer["jobs"]:
                job = Job(leased)
                running[job.token + job.id] = job
                pool.submit(work, job)
    stopped.set()
    print("stopped", flush=True)


if __name__ == "__main__":
    main()
