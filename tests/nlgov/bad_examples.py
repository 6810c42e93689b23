"""One way of breaking each rule of the ruleset: rule -> what it changes in a good description."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

Json = dict[str, Any]
Breaks = Callable[[Json], object]
TEXT: Final[Json] = {"type": "string"}


def at(document: Json, *steps: str) -> Any:
    """A part of the description."""
    part: Any = document
    for step in steps:
        part = part[step]
    return part


def operation(document: Json, path: str = "/leveringen", method: str = "get") -> Json:
    """One operation."""
    found: Json = at(document, "paths", path, method)
    return found


def put(*steps: str, value: Any) -> Breaks:
    """Set what stands at the last step."""

    def change(document: Json) -> None:
        at(document, *steps[:-1])[steps[-1]] = value

    return change


def drop(*steps: str) -> Breaks:
    """Take away what stands at the last step."""
    return lambda document: at(document, *steps[:-1]).pop(steps[-1])


def moved(path: str) -> Breaks:
    """Another path for the list of deliveries."""

    def change(document: Json) -> None:
        paths = document["paths"]
        paths[path] = {"get": paths["/leveringen"].pop("get")}

    return change


def parameter(**said: Any) -> Breaks:
    """One parameter more in the list of deliveries."""
    told = {"description": "Iets.", "required": False, "in": "query", "schema": TEXT} | said
    return lambda document: operation(document)["parameters"].append(told)


def field(name: str, **schema: Any) -> Breaks:
    """One attribute more in a schema."""
    return put("components", "schemas", "OntvangenSignaal", "properties", name, value=TEXT | schema)


BAD_EXAMPLES: Final[Mapping[str, Breaks]] = MappingProxyType(
    {
        "operation-operationId-unique": put("paths", "/leveringen", "get", "operationId", value="bekijkLevering"),
        "operation-tag-defined": put("paths", "/leveringen", "get", "tags", value=["Onbekend"]),
        "path-keys-no-trailing-slash": moved("/leveringen/"),
        "path-params": moved("/leveringen/{nummer}/regels"),
        "oas3-schema": put("paths", "/leveringen", "get", "responses", "200", value={"beschrijving": "Wel."}),
        "oas3-valid-media-example": put(
            "paths",
            "/signalen",
            "post",
            "responses",
            "200",
            "content",
            "application/json",
            "example",
            value={"status": 1},
        ),
        "oas3-valid-schema-example": field("aantal", example=1),
        "openapi3": put("openapi", value="2.0.0"),
        "info-contact": drop("info", "contact", "email"),
        "semver": put("info", "version", value="1.0"),
        "servers-named": put("servers", value=[]),
        "servers-https-and-major-version": put("servers", value=[{"url": "http://vroegsignaal.example.nl/v1"}]),
        "path-segments-kebab-case": moved("/mijnLeveringen"),
        "collections-are-plural": moved("/levering"),
        "no-verbs-in-paths": moved("/haal-leveringen"),
        "actions-come-last": moved("/leveringen/_heropen/regels"),
        "children-under-their-parent": moved("/leveringen/regels"),
        "no-implementation-in-paths": moved("/leveringen/tabel"),
        "standard-methods": put("paths", "/leveringen", "trace", value={"responses": {}}),
        "safe-methods-have-no-body": put(
            "paths", "/leveringen", "get", "requestBody", value={"content": {"application/json": {"schema": TEXT}}}
        ),
        "stateless": parameter(name="sessie", **{"in": "cookie"}),
        "query-keys-camel-case": parameter(name="pagina_grootte"),
        "nothing-sensitive-in-addresses": parameter(name="geboortedatum"),
        "attributes-camel-case": field("signaal_id"),
        "schema-names-upper-camel-case": put("components", "schemas", "een_signaal", value=TEXT),
        "every-operation-has-id-tag-and-summary": drop("paths", "/leveringen", "get", "summary"),
        "dates-and-moments-alone": field("tijd", format="time"),
        "moments-have-their-format": field("afgehandeldOp"),
        "errors-are-problems": put(
            "components", "responses", "Probleem404", "content", value={"application/json": {"schema": TEXT}}
        ),
        "problems-have-their-members": put("components", "schemas", "Probleem", "required", value=["title", "status"]),
        "invalid-input-is-400": put(
            "paths", "/leveringen", "get", "responses", "422", value={"$ref": "#/components/responses/Probleem422"}
        ),
        "what-can-be-wrong-has-its-400": drop("paths", "/leveringen", "get", "responses", "400"),
        "failures-of-ours-are-documented": drop("paths", "/leveringen", "get", "responses", "500"),
        "version-header": drop("paths", "/leveringen", "get", "responses", "200", "headers"),
        "waiting-has-its-time": drop("components", "responses", "Probleem429", "headers", "Retry-After"),
        "signed-in": put("paths", "/leveringen", "get", "security", value=[]),
        "description-is-open": drop("paths", "/openapi.json", "get", "security"),
        "description-is-published": drop("paths", "/openapi.json"),
        "texts-are-dutch": put("paths", "/leveringen", "get", "summary", value="Returns the list of deliveries"),
        "changes-are-announced": put("info", "description", value="Een API."),
    }
)
