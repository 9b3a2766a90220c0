"""R2: buckets, objects, settings. A bucket of a jurisdiction is found only by whoever names that."""

from __future__ import annotations

from edgewise.account.demo.buckets import Buckets
from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.exchange import Bare, Call, Refusal, Result, Said, by_cursor, route

_NO_BUCKET = Refusal(404, 10006, "The specified bucket does not exist.")
_BUCKET = "/accounts/{account}/r2/buckets/{bucket}"


def _jurisdiction(call: Call) -> str:
    return call.headers.get("cf-r2-jurisdiction", "default")


def _bucket(company: Company, call: Call) -> Document | None:
    return company.part(Buckets).bucket(call.values["bucket"], _jurisdiction(call))


@route("/accounts/{account}/r2/buckets")
def buckets(company: Company, call: Call) -> Said:
    """The buckets of a jurisdiction; one of the lists that go by cursor."""
    rows, info = by_cursor(company.part(Buckets).buckets(_jurisdiction(call)), call.query, size=20)
    return Result({"buckets": rows}, info)


@route(_BUCKET)
def bucket(company: Company, call: Call) -> Said:
    """One bucket."""
    found = _bucket(company, call)
    return Result(found) if found else _NO_BUCKET


@route(f"{_BUCKET}/objects")
def objects(company: Company, call: Call) -> Said:
    """The objects of a bucket, by key."""
    if _bucket(company, call) is None:
        return _NO_BUCKET
    rows = company.part(Buckets).objects(call.values["bucket"], call.query.get("prefix", ""))
    rows = [each for each in rows if each["key"] > call.query.get("start_after", "")]
    part, info = by_cursor(rows, call.query, size=20)
    return Result(part, {**info, "is_truncated": bool(info["cursor"]), "delimited": []})


@route(f"{_BUCKET}/objects/{{key...}}")
def object_body(company: Company, call: Call) -> Said:
    """The bytes of an object."""
    if _bucket(company, call) is None:
        return _NO_BUCKET
    buckets, key = company.part(Buckets), call.values["key"]
    found = next((each for each in buckets.objects(call.values["bucket"], key) if each["key"] == key), None)
    if found is None:
        return Refusal(404, 10007, "The specified key does not exist.")
    headers = {"etag": f'"{found["etag"]}"', "last-modified": found["last_modified"]}
    return Bare(buckets.body(found), found["http_metadata"]["contentType"], headers=headers)


@route(f"{_BUCKET}/domains/custom")
def custom_domains(company: Company, call: Call) -> Said:
    """The domains that a bucket is public at."""
    if _bucket(company, call) is None:
        return _NO_BUCKET
    return Result({"domains": company.part(Buckets).settings(call.values["bucket"]).get("custom", [])})


@route(f"{_BUCKET}/domains/managed")
def managed_domain(company: Company, call: Call) -> Said:
    """Whether a bucket is public below r2.dev."""
    found = _bucket(company, call)
    if found is None:
        return _NO_BUCKET
    on = bool(company.part(Buckets).settings(found["name"]).get("managed", False))
    tag = company.account["id"]
    return Result({"bucketId": tag, "domain": f"pub-{tag}.r2.dev", "enabled": on})


@route(f"{_BUCKET}/cors")
def cors(company: Company, call: Call) -> Said:
    """From which sites browsers may read."""
    if _bucket(company, call) is None:
        return _NO_BUCKET
    rules = company.part(Buckets).settings(call.values["bucket"]).get("cors")
    return Result({"rules": rules}) if rules else Refusal(404, 10059, "The CORS configuration does not exist.")


@route(f"{_BUCKET}/lifecycle")
def lifecycle(company: Company, call: Call) -> Said:
    """What happens to objects by themselves."""
    if _bucket(company, call) is None:
        return _NO_BUCKET
    return Result({"rules": company.part(Buckets).settings(call.values["bucket"]).get("lifecycle", [])})


@route(f"{_BUCKET}/lock")
def lock(company: Company, call: Call) -> Said:
    """What may not be deleted. Nothing is locked here."""
    return Result({"rules": []}) if _bucket(company, call) else _NO_BUCKET


@route("/accounts/{account}/event_notifications/r2/{bucket}/configuration")
def events(company: Company, call: Call) -> Said:
    """Which queues hear of changes."""
    found = _bucket(company, call)
    if found is None:
        return _NO_BUCKET
    told = company.part(Buckets).settings(found["name"]).get("events")
    if told is None:
        return Refusal(404, 11015, "No event notification configuration was found for this bucket.")
    rule = {
        "ruleId": f"{told['queue_id'][:8]}-rule",
        "createdAt": found["creation_date"],
        "description": "",
        "prefix": told["prefix"],
        "suffix": told["suffix"],
        "actions": told["actions"],
    }
    queue = {"queueId": told["queue_id"], "queueName": told["queue"], "rules": [rule]}
    return Result({"bucketName": found["name"], "queues": [queue]})
