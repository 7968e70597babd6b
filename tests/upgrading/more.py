import asyncio, json, sys, itertools, pickle, shutil
from pathlib import Path
from starlette.applications import Starlette
from starlette.routing import Route
from bot.serving import serve
from sandbox.server import Sandbox
from sandbox.state import Placed
from tests.upgrading import make
from tests.upgrading.make import Stage, Recorder, Crawler, Entry, outcomes, what_of, workspace_of, normalised, do, kind_of

async def main(folder):
    w = workspace_of()
    now, w.channels, w.ephemerals, w.modals, w.homes, w.files, w._last_ts = pickle.loads((folder / "screens").read_bytes())
    w.clock.move_to(now); w._stamps = itertools.count(10**6); w.machine_time = lambda: 0.0
    async with Sandbox(w, page=False, answer_within=60) as slack:
        recorder = Recorder()
        async with serve(Starlette(routes=[Route("/slack/events", recorder.take, methods=["POST"])]), "127.0.0.1", 0) as address:
            stage = Stage(slack, folder, recorder, f"{address}/slack/events"); stage.keep()
            c = Crawler(stage)
            petra, maya = slack.seat("U0PETRA"), slack.seat("U0MAYA")
            card = next(m for m in reversed(petra.dm) if "Fourth" in petra.text_of(m) and "[Approve" in petra.text_of(m))
            await c.play("U0PETRA", [("press", "do", "request.approve", "message", card.channel, card.ts)], ("actions/request.approve", "beyond"))
            over = [("press", "do", "request.approve", "message", card.channel, card.ts), ("submit",)]
            words = [("types", "/reference settings"), ("press", "words.do", "settings.words", "modal"), ("press", "add", "words.add", "modal")]
            await c.play("U0PETRA", [*words, ("loads", "meant", "words.meant", "ret", "modal")], ("options/words.meant", "modal:words.add_form"))
            await c.play("U0PETRA", [*words, ("submit",)], ("views/words.add_form", "modal:words.add_form"))
            for m in reversed(maya.dm):
                if "[It took place]" in maya.text_of(m):
                    block = next(b["block_id"] for b in m.blocks if any(e.get("action_id")=="request.happened" for e in b.get("elements",[])))
                    await c.play("U0MAYA", [("press", block, "request.happened", "message", m.channel, m.ts), ("submit",)], ("views/request.happened.form", "modal:request.happened.form"))
                    break
            for action, element in (("search.reading", {"type": "static_select", "options": [{"text": {"type":"plain_text","text":"another"}, "value": "0:0"}]}), ("search.reading_c", {"type":"button","text":{"type":"plain_text","text":"x"},"value":"0:0"}), ("search.tier", {"type":"button","text":{"type":"plain_text","text":"x"},"value":"*"}), ("search.since", {"type":"button","text":{"type":"plain_text","text":"x"},"value":"*"})):
                for eph in maya.ephemerals:
                    blocks = [b["block_id"] for b in eph.blocks if b["block_id"].startswith("search.parts.")]
                    if not blocks: continue
                    if action.startswith("search.reading") and "search.reading_" not in json.dumps(eph.blocks): continue
                    if c.done.get((f"actions/{action}", "ephemeral")): continue
                    async with stage.scene() as world:
                        seat = world.slack.seat("U0MAYA")
                        shown = next(m for m in seat.ephemerals if m.ts == eph.ts)
                        placed = Placed({"block_id": blocks[0], "type": "actions"}, {**element, "action_id": action})
                        if action == "search.reading_c":
                            real = next(e for b in shown.blocks for e in b.get("elements", []) if str(e.get("action_id","")).startswith("search.reading_"))
                            placed = Placed(placed.block, {**real, "action_id": action})
                        if action == "search.reading":
                            real = next(e for b in shown.blocks for e in b.get("elements", []) if str(e.get("action_id","")).startswith("search.reading_"))
                            element["options"][0]["value"] = real["value"]
                        before = outcomes(world); recorder.heard.clear()
                        if element["type"] == "button": await seat.presses(shown, placed)
                        else: await seat.sets(shown, placed, element["options"][0])
                        after = outcomes(world)
                        ch = {o for (_, o), v in after.items() if v != before.get((_, o), 0)}
                        print(action, ch, seat.text_of(seat.modal)[:100])
                        for kind, payload, status, answer in recorder.heard:
                            key = (f"actions/{action}", "ephemeral")
                            oc = "done" if ch == {"done"} else str(ch)
                            c.done[key] = c.done.get(key, 0) + (oc == "done")
                            c.entries.append(Entry(key[0], "U0MAYA", kind, payload, status, oc, "", key))
            entries = [{"what": e.what, "by": e.by, "kind": e.kind, "outcome": e.outcome, "said": e.said, "key": e.key, "payload": normalised(e.payload)} for e in c.entries]
            (folder / "more.json").write_text(json.dumps(entries))
            print([(e.what, e.outcome, e.key) for e in c.entries])
asyncio.run(main(Path(sys.argv[1])))
