"""files.*: an upload is begun, its content posted to an address of its own, then completed and shared."""

from sandbox import blockkit
from sandbox.files import UPLOAD_PATH, file_form
from sandbox.methods.table import ApiCall, ApiError, method, refuse
from sandbox.model import Channel, File, Json

ALT_TEXT = 1_000


@method(
    "files.getUploadURLExternal",
    tier="t4",
    scopes="files:write",
    required="length filename",
    args="alt_txt:string filename:string length:integer snippet_type:string",
    json_body=False,
    errors="alt_txt_too_large file_type_not_allowed file_uploads_disabled missing_argument",
)
def begin_upload(call: ApiCall) -> Json:
    """Give an address to post a file's content to."""
    if len(call.text("alt_txt") or "") > ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    if (length := call.number("length", 0)) < 1:
        raise ApiError("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    workspace = call.workspace
    file = workspace.files.begin(
        call.needed("filename"), length, workspace.app.bot_user, int(workspace.clock.now().timestamp())
    )
    return {"upload_url": f"{workspace.base_url}{UPLOAD_PATH}/{file.key}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    tier="t4",
    scopes="files:write",
    required="files",
    args="blocks:json channel_id:string channels:string files:array initial_comment:string thread_ts:string",
    errors="channel_not_found channels_limit_exceeded file_not_found invalid_blocks invalid_channel not_in_channel",
)
def complete_upload(call: ApiCall) -> Json:
    """Share uploaded files in a channel, each call in one message; without a channel they stay private."""
    files = _uploaded(call)
    named = call.text("channels")
    if named and "," in named:
        raise ApiError("channels_limit_exceeded")
    channel = _place(call, call.text("channel_id") or named)
    comment = call.text("initial_comment") or ""
    # A comment makes Slack overlook the blocks.
    blocks = None if comment else call.decoded("blocks", "invalid_blocks")
    if blocks is not None:
        problems = blockkit.problems_in_message(blocks, None) or call.workspace.trouble.unknown_blocks(blocks)
        refuse("invalid_blocks", problems)
    thread_ts = call.text("thread_ts")
    parent = channel.messages.get(thread_ts) if channel and thread_ts else None
    if channel and thread_ts and (parent is None or parent.thread_ts not in (None, parent.ts)):
        raise ApiError("invalid_arguments", ["[ERROR] no such message [json-pointer:/thread_ts]"])
    for file in files:
        file.shared = True
        file.channels += [channel.id] if channel else []
    if channel is not None:
        bot = call.workspace.app.bot_user
        call.workspace.post(channel, bot, comment, blocks=blocks, thread_ts=thread_ts, files=files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


@method(
    "files.info",
    tier="t4",
    scopes="files:read",
    required="file",
    args="file:string count:integer cursor:string limit:integer page:integer",
    json_body=False,
    errors="file_deleted file_not_found",
)
def info(call: ApiCall) -> Json:
    """Say what is known of a file."""
    workspace = call.workspace
    file = file_form(workspace.base_url, workspace.team_id, _shown(call))
    return {"file": file, "comments": [], "response_metadata": {"next_cursor": ""}}


@method(
    "files.delete",
    tier="t3",
    scopes="files:write",
    required="file",
    args="file:string",
    errors="cant_delete_file file_deleted file_not_found",
)
def delete(call: ApiCall) -> Json:
    """Take away one of the app's files."""
    file = _shown(call)
    if file.user != call.workspace.app.bot_user:
        raise ApiError("cant_delete_file")
    file.deleted = True
    for channel in file.channels:
        call.workspace.changed.tell(channel)
    return {}


def _uploaded(call: ApiCall) -> list[File]:
    """The files of the call, with their titles. Raises ApiError for one that was not uploaded, or is complete."""
    given = call.decoded("files", "invalid_arguments")
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) and "id" in each for each in given):
        raise ApiError("invalid_arguments", ["[ERROR] must be a list of files with ids [json-pointer:/files]"])
    found = []
    for each in given:
        file = call.workspace.files.uploaded(str(each["id"]))
        if file is None:
            raise ApiError("file_not_found")
        file.title = str(each.get("title") or file.name)
        found.append(file)
    return found


def _place(call: ApiCall, key: str | None) -> Channel | None:
    """The channel to share in. People's ids are refused: only a D… id leads to a DM."""
    if key is None:
        return None
    if not key.startswith(("C", "D", "G")):
        raise ApiError("invalid_channel")
    channel = call.workspace.channels.get(key)
    if channel is None:
        raise ApiError("channel_not_found")
    if call.workspace.app.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _shown(call: ApiCall) -> File:
    file = call.workspace.files.get(call.needed("file"))
    if file is None or not file.shared:
        raise ApiError("file_not_found")
    if file.deleted:
        raise ApiError("file_deleted")
    return file
