"""The emoji shortcodes that bots use most. Others are shown as they were written."""

from __future__ import annotations

import re

_TABLE = """
    smile=😄 grinning=😀 slightly_smiling_face=🙂 wink=😉 joy=😂 sweat_smile=😅 thinking_face=🤔
    cry=😢 disappointed=😞 neutral_face=😐 sunglasses=😎 heart=❤️ broken_heart=💔
    sparkling_heart=💖 star=⭐ star2=🌟 sparkles=✨ tada=🎉 confetti_ball=🎊 fire=🔥 zap=⚡
    rocket=🚀 trophy=🏆 medal=🏅 first_place_medal=🥇 +1=👍 thumbsup=👍 -1=👎 thumbsdown=👎 clap=👏
    wave=👋 raised_hands=🙌 raised_hand=✋ pray=🙏 handshake=🤝 muscle=💪 ok_hand=👌 point_right=👉
    point_left=👈 point_up=☝️ point_down=👇 eyes=👀 bow=🙇 speech_balloon=💬 white_check_mark=✅
    heavy_check_mark=✔️ ballot_box_with_check=☑️ x=❌ negative_squared_cross_mark=❎ no_entry=⛔
    no_entry_sign=🚫 warning=⚠️ exclamation=❗ grey_exclamation=❕ question=❓ grey_question=❔
    information_source=ℹ️ bangbang=‼️ heavy_plus_sign=➕ heavy_minus_sign=➖ recycle=♻️
    stop_sign=🛑 red_circle=🔴 large_orange_circle=🟠 large_yellow_circle=🟡 large_green_circle=🟢
    large_blue_circle=🔵 large_purple_circle=🟣 white_circle=⚪ black_circle=⚫ large_red_square=🟥
    large_green_square=🟩 large_yellow_square=🟨 large_orange_square=🟧 large_blue_square=🟦
    white_large_square=⬜ black_large_square=⬛ small_blue_diamond=🔹 small_orange_diamond=🔸
    arrow_right=➡️ arrow_left=⬅️ arrow_up=⬆️ arrow_down=⬇️ arrows_counterclockwise=🔄
    leftwards_arrow_with_hook=↩️ back=🔙 soon=🔜 new=🆕 ok=🆗 free=🆓 sos=🆘 calendar=📆 date=📅
    spiral_calendar_pad=🗓️ clock1=🕐 clock9=🕘 alarm_clock=⏰ hourglass=⌛
    hourglass_flowing_sand=⏳ stopwatch=⏱️ watch=⌚ bell=🔔 no_bell=🔕 mega=📣 loudspeaker=📢
    zzz=💤 sleeping=😴 memo=📝 pencil=📝 pencil2=✏️ page_facing_up=📄 clipboard=📋 pushpin=📌
    round_pushpin=📍 paperclip=📎 link=🔗 bookmark=🔖 books=📚 book=📖 open_file_folder=📂
    file_folder=📁 card_index=📇 card_index_dividers=🗂️ bar_chart=📊 chart_with_upwards_trend=📈
    chart_with_downwards_trend=📉 moneybag=💰 euro=💶 dollar=💵 mag=🔍 mag_right=🔎 lock=🔒
    unlock=🔓 key=🔑 shield=🛡️ gear=⚙️ wrench=🔧 hammer_and_wrench=🛠️ bulb=💡 email=📧
    envelope=✉️ incoming_envelope=📨 inbox_tray=📥 outbox_tray=📤 package=📦 telephone_receiver=📞
    phone=☎️ iphone=📱 computer=💻 desktop_computer=🖥️ microphone=🎤 movie_camera=🎥 clapper=🎬
    camera=📷 office=🏢 factory=🏭 hospital=🏥 school=🏫 bank=🏦 house=🏠 department_store=🏬
    shopping_trolley=🛒 truck=🚚 airplane=✈️ ship=🚢 train=🚆 car=🚗 earth_africa=🌍
    globe_with_meridians=🌐 world_map=🗺️ sunny=☀️ cloud=☁️ palm_tree=🌴
    beach_with_umbrella=🏖️ seedling=🌱 herb=🌿 gift=🎁 dart=🎯 jigsaw=🧩 label=🏷️ ticket=🎫
    bust_in_silhouette=👤 busts_in_silhouette=👥 technologist=🧑‍💻 robot_face=🤖 coffee=☕ cake=🍰
    beers=🍻 one=1️⃣ two=2️⃣ three=3️⃣ four=4️⃣ five=5️⃣
"""
_ICON_TABLE = """
    archive=🗄 book=📖 bookmark=🔖 bot=🤖 bug=🐞 calendar=📅 call=📞 check=✓ clipboard=📋 comment=💬 edit=✎
    email=✉ file=📄 flag=⚑ folder=📁 gear=⚙ globe=🌐 heart=♥ help=? image=🖼 info=ℹ key=🔑 lightbulb=💡 link=🔗
    map=🗺 mobile=📱 pin=📌 plus=+ refresh=↻ rocket=🚀 share=↗ sparkle=✨ star=☆ star-filled=★ tag=🏷
    thumbs-down=👎 thumbs-up=👍 trash=🗑 user=👤 warning=⚠
    """
_SHORTCODES = dict(pair.split("=") for pair in _TABLE.split())
_ICONS = dict(pair.split("=") for pair in _ICON_TABLE.split())
_SHORTCODE = re.compile(r":([a-z0-9_+\-]+)(?:::skin-tone-[2-6])?:")


def emoji(name: str) -> str | None:
    """The character for a shortcode without colons; None when it is not in the small set."""
    return _SHORTCODES.get(name)


def icon(name: str) -> str:
    """A character for one of Slack's named icons; a diamond for those without a fitting one."""
    return _ICONS.get(name, "◆")


def with_emoji(text: str) -> str:
    """The text with its known `:shortcodes:` as characters."""
    return _SHORTCODE.sub(lambda found: _SHORTCODES.get(found[1], found[0]), text)
