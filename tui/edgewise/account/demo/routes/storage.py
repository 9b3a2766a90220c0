"""Durable Objects, Hyperdrive, Vectorize, and the models of Workers AI."""

from __future__ import annotations

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, Said, by_cursor, paged, route
from edgewise.account.demo.storage import Storage

_NO_INDEX = Refusal(404, 3000, "vectorize.index_not_found")
_INDEX = "/accounts/{account}/vectorize/v2/indexes/{index}"


@route("/accounts/{account}/workers/durable_objects/namespaces")
def durable_object_namespaces(company: Company, call: Call) -> Said:
    """Classes of Durable Objects."""
    return paged(company.part(Storage).durable_object_namespaces(), call.query, size=20, largest=1000)


@route("/accounts/{account}/workers/durable_objects/namespaces/{namespace}/objects")
def durable_objects(company: Company, call: Call) -> Said:
    """The objects of a class."""
    found = company.part(Storage).durable_objects(call.values["namespace"])
    if found is None:
        return Refusal(404, 10066, "Durable Object namespace not found.")
    given = {"cursor": call.query.get("cursor", ""), "per_page": call.query.get("limit", "1000")}
    part, info = by_cursor(found, given, size=1000)
    return Result(part, {"count": len(part), "cursor": info["cursor"], "total_count": len(found)})


@route("/accounts/{account}/hyperdrive/configs")
def hyperdrive_configs(company: Company, call: Call) -> Said:
    """Connections to databases elsewhere."""
    return paged(company.part(Storage).hyperdrive(), call.query, size=20)


@route("/accounts/{account}/hyperdrive/configs/{config}")
def hyperdrive_config(company: Company, call: Call) -> Said:
    """One connection."""
    found = next((each for each in company.part(Storage).hyperdrive() if each["id"] == call.values["config"]), None)
    return Result(found) if found else Refusal(404, 2001, "Hyperdrive configuration not found.")


@route("/accounts/{account}/vectorize/v2/indexes")
def vectorize_indexes(company: Company, call: Call) -> Said:
    """Indexes of vectors, all on one page."""
    return Result(company.part(Storage).vectorize())


@route(_INDEX)
def vectorize_index(company: Company, call: Call) -> Said:
    """One index."""
    found = next((each for each in company.part(Storage).vectorize() if each["name"] == call.values["index"]), None)
    return Result(found) if found else _NO_INDEX


@route(f"{_INDEX}/info")
def vectorize_info(company: Company, call: Call) -> Said:
    """How many vectors an index holds."""
    found = company.part(Storage).index_info(call.values["index"])
    return Result(found) if found else _NO_INDEX


@route(f"{_INDEX}/metadata_index/list")
def vectorize_filters(company: Company, call: Call) -> Said:
    """The metadata that an index can be filtered by."""
    found = company.part(Storage).index_filters(call.values["index"])
    return Result({"metadataIndexes": found}) if found is not None else _NO_INDEX


@route("/accounts/{account}/ai/models/search")
def ai_models(company: Company, call: Call) -> Said:
    """Models, those of a task, or those whose name or description holds a word."""
    word, task = call.query.get("search", "").casefold(), call.query.get("task", "").casefold()
    rows = [
        each
        for each in company.part(Storage).models
        if word in f"{each['name']} {each['description']}".casefold() and task in ("", each["task"]["name"].casefold())
    ]
    return paged(rows, call.query, size=20)


@route("/accounts/{account}/ai/models/schema")
def ai_schema(company: Company, call: Call) -> Said:
    """What a model takes and gives, as JSON schemas. Here only the outlines of each task."""
    wanted = call.query.get("model", "")
    found = next((each for each in company.part(Storage).models if wanted in (each["name"], each["id"])), None)
    if found is None:
        return Refusal(404, 7002, "No such model.")
    outlines = {
        "Text Generation": ("messages", "array", "response", "string"),
        "Text Embeddings": ("text", "string", "data", "array"),
        "Text-to-Image": ("prompt", "string", "image", "string"),
        "Automatic Speech Recognition": ("audio", "string", "text", "string"),
        "Text-to-Speech": ("prompt", "string", "audio", "string"),
        "Translation": ("text", "string", "translated_text", "string"),
        "Image Classification": ("image", "array", "label", "string"),
    }
    given, given_type, gave, gave_type = outlines.get(found["task"]["name"], ("text", "string", "label", "string"))
    return Result(
        {
            "input": {"type": "object", "properties": {given: {"type": given_type}}, "required": [given]},
            "output": {"type": "object", "properties": {gave: {"type": gave_type}}},
        }
    )
