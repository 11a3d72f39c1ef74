"""The processes under the product: a supervisor, an embedded Redis, the web server, the worker.

`supervisor` keeps children alive and takes all of them down together; `leash` sees to it that
none outlives its parent; `redis_server` runs the embedded server and finds it; `web` and `worker`
are the gunicorn and the RQ of this house.
"""
