"""Sends a calendar file: asks Slack for a place, puts the content there, then shows it in the request's thread.

Three calls, each of which can be cut off. Which file has arrived is noted in the delivery's row, so that whoever takes
it up again goes on from there. What is shown twice all the same is one event: the file's UID and SEQUENCE say so.
"""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.requests import calendar_file
from blocks.requests.calendar_file import CalendarFile
from blocks.requests.card_view import CardView
from handlers.desk import Desk
from handlers.slack.errors import code_of
from handlers.slack.posting import Placement, share
from store.outbox.deliveries import Delivery
from store.requests.requests import Card


async def attach(
    desk: Desk, client: AsyncWebClient, delivery: Delivery, view: CardView, thread: Card | None
) -> Placement:
    """Show the file to the view's reader, under their card; nowhere where no file is needed. Raises SlackApiError."""
    request = view.request
    again = delivery.sent_at is not None
    if not calendar_file.needed(request, sent_before=again):
        return Placement()
    file = calendar_file.build(view, desk.now())
    channel = thread.channel if thread else await _dm(client, str(view.reader.slack_id))
    file_id, _, version = (delivery.upload or "").partition(":")
    if version != str(request.version):
        file_id = await _upload(client, file)
        await _note(desk, delivery, f"{file_id}:{request.version}")
    try:
        return await share(
            client,
            calendar_file.build_words(view, again=again),
            files=[{"id": file_id, "title": file.title}],
            channel_id=channel,
            thread_ts=thread.ts if thread else None,
        )
    except SlackApiError as refused:
        if code_of(refused) == "file_not_found":
            # Slack has forgotten it, or has shown it and its answer was lost: the next try begins anew.
            await _note(desk, delivery, None)
        raise


async def _upload(client: AsyncWebClient, file: CalendarFile) -> str:
    place = await client.files_getUploadURLExternal(filename=file.name, length=len(file.content))
    assert client.session is not None
    async with client.session.post(str(place["upload_url"]), data=file.content) as answer:
        answer.raise_for_status()
    return str(place["file_id"])


async def _note(desk: Desk, delivery: Delivery, upload: str | None) -> None:
    async with desk.store.transaction() as tx:
        await tx.deliveries.uploaded(delivery, upload)


async def _dm(client: AsyncWebClient, slack_id: str) -> str:
    return str((await client.conversations_open(users=slack_id))["channel"]["id"])
