"""Packs what make.py recorded: what is the same in many payloads stands there once."""

import copy
import hashlib
import json
import sys
from pathlib import Path

DROPPED = ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply", "parent_user_id", "edited")


def main(source: Path, to: Path) -> None:
    entries = json.loads(source.read_text())
    done = {e["what"] for e in entries if e["outcome"] == "done"}
    shown: dict[str, dict] = {}
    acts = []
    seen = set()
    for e in entries:
        if e["outcome"] != "done" and e["what"] in done:
            continue
        where = e["key"][1] or "nowhere"
        ident = (e["what"], e["by"], where)
        if ident in seen:
            continue
        seen.add(ident)
        p = copy.deepcopy(e["payload"])
        acted = {each["block_id"] for each in p.get("actions", [])} | {p.get("block_id")} - {None}
        for name in ("api_app_id",):
            p.pop(name, None) if e["kind"] == "interactive" else None
        if "view" in p.get("event", {}):
            p["event"]["view"]["blocks"] = []
        for name, own in (("view", ("id", "hash", "state", "root_view_id", "previous_view_id", "private_metadata")), ("message", ())):
            if isinstance(p.get(name), dict):
                mine = {k: p[name][k] for k in own if k in p[name]}
                if p[name].get("callback_id") != "request.submit":
                    p[name]["blocks"] = [
                        b for b in p[name].get("blocks", [])
                        if ((b["block_id"] in acted) if acted else b["type"] == "input")
                    ]
                rest = {k: v for k, v in p[name].items() if k not in mine and k not in DROPPED}
                key = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:8]
                shown[key] = rest
                p[name] = {"shown": key, **mine}
        acts.append({"what": e["what"], "by": e["by"], "where": where, "kind": e["kind"], "payload": p})
    always: dict[str, dict] = {}
    people = {}
    for a in acts:
        if isinstance(a["payload"].get("user"), dict):
            user = a["payload"].pop("user")
            kind = "message" if False else ",".join(sorted(user))
            people.setdefault(user["id"], {}).update(user)
    for kind in sorted({a["kind"] for a in acts}):
        mine = [a["payload"] for a in acts if a["kind"] == kind]
        always[kind] = {k: v for k, v in mine[0].items() if all(p.get(k, "\0") == v for p in mine)}
        for p in mine:
            for k in always[kind]:
                p.pop(k)
    lines = lambda rows: ",\n".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in rows)
    pairs = ",\n".join(f"{json.dumps(k)}:{json.dumps(v, ensure_ascii=False, separators=(',', ':'))}" for k, v in shown.items())
    to.write_text(f'{{"always":{json.dumps(always)},\n"people":{json.dumps(people)},\n"shown":{{\n{pairs}}},\n"acts":[\n{lines(acts)}]}}\n')
    print(len(acts), "acts", len(shown), "shown", to.stat().st_size)


main(Path(sys.argv[1]), Path(sys.argv[2]))
