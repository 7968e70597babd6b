"""The two addresses of files: where the app posts them, and where it reads them with its token."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.files import LONGEST, PRIVATE_PATH, UPLOAD_PATH, Files
from sandbox.workspace import Workspace


class FileServer:
    """Serves a workspace's files to the app."""

    def __init__(self, workspace: Workspace) -> None:
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
