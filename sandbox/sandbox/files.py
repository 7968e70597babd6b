"""The workspace's files: begun by the app, uploaded to an address of their own, and shared when they are complete."""

from collections.abc import Mapping
from secrets import token_hex
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.model import File, Json

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

UPLOAD_PATH = "/upload/v1"
PRIVATE_PATH = "/files-pri"
LONGEST = 5_000_000


class Files:
    """Every file of a workspace, by id."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def begin(self, name: str, length: int, user: str, created: int) -> File:
        """Expect a file; it is uploaded to the address that ends in its key."""
        made = File("F" + token_hex(5).upper(), name, length, user, created, token_hex(16), title=name)
        self._files[made.id] = made
        return made

    def receive(self, key: str, content: bytes) -> str:
        """Take an upload; returns what is wrong with it, or ""."""
        found = next((each for each in self._files.values() if each.key == key and not each.shared), None)
        if found is None:
            return "no such upload"
        if len(content) != found.length:
            return f"{len(content)} bytes instead of {found.length}"
        found.content = content
        return ""

    def uploaded(self, file_id: str) -> File | None:
        """A file whose content is there and which waits to be completed."""
        found = self._files.get(file_id)
        return found if found and found.content is not None and not found.shared else None

    def shown(self, file_id: str) -> File | None:
        """A file that people see."""
        found = self._files.get(file_id)
        return found if found and found.shared and not found.deleted else None

    def get(self, file_id: str) -> File | None:
        """A file, whatever became of it."""
        return self._files.get(file_id)


def file_form(base_url: str, team_id: str, file: File) -> Json:
    """Return the file object, as it stands on messages."""
    address = f"{base_url}{PRIVATE_PATH}/{team_id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": file.filetype.upper(),
        "user": file.user,
        "user_team": team_id,
        "mode": "hosted",
        "editable": False,
        "is_external": False,
        "external_type": "",
        "size": file.length,
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
        "file_access": "visible",
    }


class FileServer:
    """The two addresses of files: where the app posts them, and where it reads them with its token."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    def routes(self) -> list[BaseRoute]:
        """Return the routes to mount."""
        return [
            Route(f"{UPLOAD_PATH}/{{key}}", self.receive, methods=["POST"]),
            Route(f"{PRIVATE_PATH}/{{name:path}}", self.read),
        ]

    async def receive(self, request: Request) -> Response:
        """Take a file's content: the body itself, or the part of a form."""
        if self._workspace.trouble.down:
            return PlainTextResponse("Service Unavailable", 503)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                part = next((each for each in form.values() if not isinstance(each, str)), None)
                content = await part.read() if part else b""
        else:
            content = await request.body()
        wrong = self._workspace.files.receive(request.path_params["key"], content[: LONGEST + 1])
        return PlainTextResponse(wrong, 400) if wrong else PlainTextResponse(f"OK - {len(content)}")

    async def read(self, request: Request) -> Response:
        """Give the content to the app, if it may read files."""
        app = self._workspace.app
        if request.headers.get("authorization") != f"Bearer {app.bot_token}" or "files:read" not in app.scopes:
            return PlainTextResponse("", 403)
        team_and_id = request.path_params["name"].split("/")[0]
        return download(self._workspace.files, team_and_id.rpartition("-")[2], {})


def download(files: Files, file_id: str, headers: Mapping[str, str]) -> Response:
    """Return a file to be kept, never to be shown: what the app sent is not a page of ours."""
    file = files.shown(file_id)
    if file is None or file.content is None:
        return PlainTextResponse("There is no such file.", 404)
    ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in file.name)
    kept = {"Content-Disposition": f'attachment; filename="{ascii_name}"', "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type=file.mimetype, headers={**headers, **kept})
