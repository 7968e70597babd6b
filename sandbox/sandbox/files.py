"""The workspace's files: begun by the app, uploaded to an address of their own, and shared when they are complete."""

from secrets import token_hex

from sandbox.model import File, Json

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
