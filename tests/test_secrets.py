"""What must not leave: a classified customer's facts on any surface, and what people write becoming markup."""

from sandbox.seat import Seat
from tests.world import LUMI, World, fills_in

NASTY = "<!channel> *x* _y_ ~z~ `code` :tada: <@U0MAYA> & &lt;"
SECRET: dict[str, object] = {
    "external_id": "ZZEXTERNAL",
    "name": "ZZNAME Corp",
    "industry": "Retail",
    "country": "FI",
    "size": "Enterprise",
    "owner": "ilkka@norrsken.example",
    "use_cases": "Onboarding; ZZUSECASE",
    "consents": "call=yes",
    "classified": "yes",
    "segment": "A Nordic retailer",
    "satisfaction": 9,
    "story": "ZZLOREM of long ago",
    "last_verified_days": 10,
    "competitors": "ZZRIVAL",
    "renewal_in_days": 20,
    "contact1_name": "Zzcontact Person",
    "contact1_title": "ZZTITLE",
    "contact1_seniority": "C-level",
    "contact1_email": "zzmail@zz.example",
    "contact1_direct": "yes",
}


def everything(who: Seat) -> str:
    """Everything this person has been shown: messages, notifications, ephemerals, modals, Home."""
    surfaces = [*who.dm, *who.ephemerals, *who.modals, *([who.home] if who.home else [])]
    said = [who.text_of(surface) for surface in surfaces]
    return "\n".join([*said, *(who.notification_of(m) for m in (*who.dm, *who.ephemerals))])


def leaked(text: str) -> list[str]:
    """The lines that tell something of the secret customer."""
    # Only what was typed may come back, as it was typed: told as unknown, or with what it may have meant.
    typed = ("Nothing understood of", "Not understood: ", "[“")
    return [line for line in text.splitlines() if "zz" in line.lower() and not line.startswith(typed)]


async def test_a_classified_customer_is_a_segment_on_every_surface(world: World) -> None:
    await world.customers(SECRET, {**LUMI, "external_id": "S1", "name": "Shop One"})
    maya = world.maya
    seen: list[str] = []
    for words in ("retail onboarding", "nordic retailer", "onboarding", "retail finland"):
        assert await maya.types(f"/reference {words}")
        seen.append(maya.last_ephemeral)
    assert any("A Nordic retailer" in text for text in seen)
    assert "name kept back\nIts owner knows the name, and decides.\n[Request]\n" in "".join(seen)
    for words in ("zzname corp", "zzname", "zzlorem", "zzrival", "zzcontact", "zzexternal"):
        await maya.types(f"/reference {words}")
        assert "ZZ" not in maya.last_ephemeral, "only what was typed may come back, as it was typed"
        assert "A Nordic retailer" not in maya.last_ephemeral
    await maya.shortcut("request.new")
    for typed in ("", "zzname", "zzcontact", "nordic", "retail", "zzusecase"):
        options = await maya.looks_up("Customer", typed)
        assert not leaked(str([each["text"] for each in options])), options  # a random key may hold any letters
    await maya.closes()

    # Ask, be approved: the contact may even be written to directly, but not by somebody who must not know them.
    await maya.types("/reference retail onboarding")
    await maya.clicks("Request")  # the only one that says no more
    assert "[A Nordic retailer]" in maya.text_of(maya.modal)
    await maya.picks("What do you need?", "Call")
    await maya.fills("Prospect", "Acme")
    await maya.picks("Needed by", "2026-12-10")
    assert await maya.submits()
    assert "Sent to the customer's owner." in maya.text_of(maya.modal)
    await maya.closes()
    card = await world.sees(world.ilkka, "[Approve]")
    assert "ZZNAME Corp" in card
    assert await world.ilkka.clicks("Approve")
    await world.sees(maya, "The customer's owner introduces you to the customer.")
    assert "A Nordic retailer" in await world.sees(maya, "✅ Approved by its owner")
    await world.sees(world.ilkka, "zzmail@zz.example")

    # Declined: the next best may be secret, too; then nothing is left to give, and the error keeps the secret.
    await world.asks(maya, "Shop One", activity="Quote")
    await world.sees(world.ilkka, "[Decline]")
    await world.ilkka.clicks("Decline")
    await world.ilkka.picks("Why not?", "They have helped a lot lately")
    await world.ilkka.submits()
    await world.sees(maya, "[Ask A Nordic retailer]")
    await world.customers({**SECRET, "points_used": 4, "hold_reason": "ZZHOLD", "hold_until_days": 30})
    assert await maya.clicks("Ask A Nordic retailer")
    assert "A Nordic retailer is on hold." in maya.last_ephemeral
    await maya.opens_home()
    await world.slack.wait_for(lambda: maya.home is not None)
    await world.settled()
    assert "A Nordic retailer" in maya.text_of(maya.home)
    assert not leaked(everything(maya))
    about = [text for message in maya.dm if "Shop" not in (text := maya.text_of(message))]
    assert "Ilkka" not in "".join(about), "who looks after it is part of the secret"


async def test_owner_and_programme_manager_know_the_classified_customer(world: World) -> None:
    await world.customers(SECRET)
    for who in (world.ilkka, world.petra):
        await who.types("/reference zzname corp")
        assert "ZZNAME Corp" in who.last_ephemeral
        await who.shortcut("request.new")
        assert "ZZNAME Corp" in str(await who.looks_up("Customer", "zzname"))
        await who.closes()


async def test_what_people_write_stays_text_everywhere(world: World) -> None:
    await world.customers(
        {
            **LUMI,
            "external_id": "N1",
            "name": NASTY,
            "contact1_name": NASTY,
            "contact1_title": NASTY,
            "hold_reason": "",
        },
        {**LUMI, "external_id": "N2", "name": f"2 {NASTY}", "hold_reason": NASTY, "hold_until_days": 5},
    )
    maya, ilkka = world.maya, world.ilkka
    await maya.types("/reference retail onboarding")
    assert NASTY in maya.last_ephemeral
    assert f"\n2 {NASTY} · on hold until Saturday\n" in maya.last_ephemeral
    assert await maya.clicks("Refine")
    assert await maya.submits()
    assert f"\n2 {NASTY} · on hold until Saturday\n" in maya.text_of(maya.modal)
    await maya.closes()
    await maya.types(f"/reference customer 2 {NASTY.replace('&', '&amp;')}")
    assert f"2 {NASTY} is on hold: {NASTY}." in maya.last_ephemeral
    await maya.types("/reference retail onboarding")
    assert NASTY in maya.notification_of(maya.ephemerals[-1])
    await maya.shortcut("request.new")
    options = await maya.looks_up("Customer", "<!channel>")
    assert options[0]["text"]["text"].startswith(NASTY)
    await maya.sets(maya.modal, maya.placed(maya.modal, "customer", "request.customer"), options[0])  # type: ignore[arg-type]
    await maya.picks("What do you need?", "Call")
    await maya.picks("Needed by", "2026-12-10")
    labels = ("Prospect", "Deal", "Deal stage", "Who at the prospect?", "What do they want to hear?")
    await fills_in(maya, dict.fromkeys(labels, NASTY))
    assert await maya.submits()
    await maya.closes()
    card = await world.sees(ilkka, "[Approve]")
    assert f"for {NASTY} ({NASTY})" in card
    assert card.count(NASTY) >= 6
    assert ilkka.notification_of(ilkka.dm[-1]).count(NASTY) == 2
    assert "<!" not in ilkka.dm[-1].text, "Slack would notify the whole channel"
    await ilkka.clicks("Decline")
    assert NASTY in ilkka.text_of(ilkka.modal)
    await ilkka.picks("Why not?", "Another reason")
    await ilkka.fills("Anything to add?", NASTY)
    assert await ilkka.submits()
    told = await world.sees(maya, "Declined: ")
    assert told.count(NASTY) == 3
    for who in (maya, ilkka):
        await who.opens_home()
        await world.slack.wait_for(lambda who=who: who.home is not None)
    assert NASTY in ilkka.text_of(ilkka.home)
    mrkdwn = [m for who in (maya, ilkka) for m in (*who.dm, *who.ephemerals) if "'mrkdwn'" in str(m.blocks)]
    assert not mrkdwn, "markup has no escape for what people write"
