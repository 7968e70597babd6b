"""`python -m sandbox [PORT]` starts an empty workspace with an app that has everything switched on."""

import asyncio
import sys

from sandbox.model import Json
from sandbox.server import Sandbox
from sandbox.workspace import Workspace

MANIFEST: Json = {
    "display_information": {"name": "My App"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "myapp"},
        "slash_commands": [{"command": "/app", "description": "Whatever your app does"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history", "im:write", "users:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}
PEOPLE = [{"name": "maya", "real_name": "Maya Lind"}, {"name": "ilkka", "real_name": "Ilkka Salo"}]


async def main(port: int) -> None:
    """Serve until interrupted."""
    workspace = Workspace.from_manifest(MANIFEST, PEOPLE)
    async with Sandbox(workspace, port) as sandbox:
        app = workspace.app
        lines = [
            f"Look at      {sandbox.url}",
            f"Web API      {sandbox.api_url}",
            f"bot token    {app.bot_token}",
            f"app token    {app.app_token}",
            "Connect your app by Socket Mode. Ctrl-C ends this.",
        ]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    except KeyboardInterrupt:
        sys.stdout.write("\n")
