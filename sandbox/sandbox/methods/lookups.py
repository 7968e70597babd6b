"""auth.*, api.test, apps.connections.open, team.*, users.* and usergroups.*: who is who."""

from secrets import token_hex

from sandbox.forms import user_form
from sandbox.methods.conversations import paged
from sandbox.methods.table import ApiCall, ApiError, method
from sandbox.model import Json


@method("api.test", tier="t4", args="error:string foo:string")
def api_test(call: ApiCall) -> Json:
    """Echo the arguments; fail with the argument `error` if it is given."""
    answer: Json = {"args": dict(call.args)}
    if error := call.text("error"):
        raise ApiError(error, args=dict(call.args))
    return answer


@method("auth.test", tier="t5")
def auth_test(call: ApiCall) -> Json:
    """Say whose token this is."""
    workspace, app = call.workspace, call.workspace.app
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.name,
        "user": app.display_name,
        "team_id": workspace.team_id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier="t3", app_token=True)
def open_connection(call: ApiCall) -> Json:
    """Give an address for one Socket Mode connection."""
    ticket = token_hex(16)
    call.workspace.socket_tickets.add(ticket)
    address = call.workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.workspace.app.id}"}


@method(
    "team.info",
    tier="t3",
    scopes="team:read",
    args="domain:string team:string",
    errors="team_not_found",
)
def team_info(call: ApiCall) -> Json:
    """Describe the workspace."""
    workspace = call.workspace
    if call.text("team") not in (None, workspace.team_id):
        raise ApiError("team_not_found")
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "email_domain": "example.com",
            "icon": {"image_default": True},
        }
    }


@method(
    "users.info",
    tier="t4",
    scopes="users:read",
    required="user",
    args="user:string include_locale:boolean",
    json_body=False,
    errors="user_not_found",
)
def users_info(call: ApiCall) -> Json:
    """Describe a person."""
    user = call.workspace.users.get(call.needed("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user_form(call.workspace, user, with_locale=call.flag("include_locale"))}


@method(
    "users.list",
    tier="t2",
    scopes="users:read",
    args="cursor:string include_locale:boolean limit:number team_id:string",
    json_body=False,
    errors="invalid_cursor",
)
def users_list(call: ApiCall) -> Json:
    """List everybody, page by page."""
    page, after = paged(call, list(call.workspace.users.values()))
    locale = call.flag("include_locale")
    return {
        "members": [user_form(call.workspace, user, with_locale=locale) for user in page],
        "cache_ts": int(call.workspace.machine_time()),
        "response_metadata": {"next_cursor": after},
    }


@method(
    "users.lookupByEmail",
    tier="t3",
    scopes="users:read.email",
    required="email",
    args="email:string",
    json_body=False,
    errors="users_not_found",
)
def lookup_by_email(call: ApiCall) -> Json:
    """Find an active member by mail address, whatever its case."""
    wanted = call.needed("email").casefold()
    for user in call.workspace.users.values():
        if user.email.casefold() == wanted and not (user.deleted or user.is_stranger or user.is_bot):
            return {"user": user_form(call.workspace, user)}
    raise ApiError("users_not_found")


@method(
    "usergroups.list",
    tier="t2",
    scopes="usergroups:read",
    args="include_count:boolean include_disabled:boolean include_users:boolean team_id:string",
    json_body=False,
)
def usergroups_list(call: ApiCall) -> Json:
    """List user groups: the sandbox has none."""
    return {"usergroups": []}
