"""Living documentation in a real browser: no page is wider than a phone, and the switch of languages works."""

import json
import re
import shutil
import struct
import subprocess
from html import unescape
from pathlib import Path

import pytest

from eligibility.testing.gherkin import read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.pages import build, write

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NAMES = ("03-2023-tt-btttt", "33-2020-qd-ttg", "612-qd-ubdt", "861-qd-ttg", "92-kh-stttt", "index")
MEASURE = """<script>
document.querySelectorAll("details").forEach(function (one) { one.open = true; });
var root = document.documentElement, shown = {}, wide = [];
function see(lang) {
  var count = 0;
  document.querySelectorAll('.t[lang="' + lang + '"]').forEach(function (one) { if (getComputedStyle(one).display !== "none") { count += 1; } });
  return count;
}
function look() { return { lang: root.lang, title: document.title, vi: see("vi"), en: see("en") }; }
document.querySelectorAll("body *").forEach(function (one) {
  var box = one.getBoundingClientRect();
  if (box.right > innerWidth + 1 && !one.closest(".scroll") && !one.closest(".sr") && !one.closest(".skip")) { wide.push(one.outerHTML.slice(0, 90)); }
});
shown.width = innerWidth; shown.scroll = root.scrollWidth; shown.wide = wide.slice(0, 5);
shown.first = look();
document.getElementById("switch").click(); shown.second = look();
document.getElementById("switch").click(); shown.third = look();
parent.postMessage(JSON.stringify(shown), "*");
</script></body>"""
FRAME = """<!doctype html><style>body {{ margin: 0 }} iframe {{ width: {width}px; height: 800px; border: 0 }}</style>
<script>
addEventListener("message", function (heard) {{
  var said = document.createElement("pre");
  said.id = "said"; said.textContent = heard.data; document.body.appendChild(said);
}});
</script>
<body><iframe src="{name}{query}"></iframe></body>"""
"""A window is never narrower than 500 pixels; a frame is as narrow as a phone."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on PATH"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write(build(read_features([ROOT / "features"]), LawCache()), folder)
    return folder


def chromium(home: Path, *arguments: str) -> str:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={home / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def measured(page: Path, home: Path, width: int, query: str = "") -> dict:
    copy = page.with_name(f"measured-{width}-{page.name}")
    copy.write_text(page.read_text(encoding="utf-8").replace("</body>", MEASURE), encoding="utf-8")
    frame = page.with_name(f"frame-{width}-{page.name}")
    frame.write_text(FRAME.format(width=width, name=copy.name, query=query), encoding="utf-8")
    dom = chromium(home, "--window-size=1300,900", "--virtual-time-budget=5000", "--dump-dom", frame.as_uri())
    found = re.search(r'<pre id="said">(.*?)</pre>', dom)
    assert found, dom[-500:]
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("name", NAMES)
def test_page_is_no_wider_than_its_window_and_switches_languages(site, tmp_path, name, width) -> None:
    seen = measured(site / f"{name}.html", tmp_path, width)
    assert (seen["width"], seen["wide"]) == (width, [])
    assert seen["scroll"] <= width
    first, second, third = (seen[turn] for turn in ("first", "second", "third"))
    assert (first["lang"], first["en"], second["lang"], second["vi"]) == ("vi", 0, "en", 0)
    assert first["vi"] == second["en"] > 0
    assert first["title"] != second["title"]
    assert third == first


def test_a_link_may_ask_for_english(site, tmp_path) -> None:
    assert measured(site / "index.html", tmp_path, 1200, "?lang=en")["first"]["lang"] == "en"


def test_without_scripts_the_page_is_vietnamese(site, tmp_path) -> None:
    page = site / "index.html"
    copy = page.with_name("still.html")
    text = page.read_text(encoding="utf-8")
    copy.write_text(text.replace("script-src 'unsafe-inline'", "script-src 'none'"), encoding="utf-8")
    dom = chromium(tmp_path, "--dump-dom", copy.as_uri())
    assert '<html lang="vi"' in dom
    assert re.search(r'id="switch" hidden', dom)


@pytest.mark.parametrize(
    ("width", "more"),
    [(1200, ()), (360, ()), (1200, ("--blink-settings=preferredColorScheme=0",))],
    ids=["desktop", "phone", "dark"],
)
def test_page_is_painted(site, tmp_path, width, more) -> None:
    picture = tmp_path / "page.png"
    address = (site / "33-2020-qd-ttg.html").as_uri()
    chromium(tmp_path, f"--window-size={width},900", *more, f"--screenshot={picture}", address)
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (width, 900)


def test_page_is_printed(site, tmp_path) -> None:
    paper = tmp_path / "page.pdf"
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", (site / "92-kh-stttt.html").as_uri())
    assert paper.read_bytes().startswith(b"%PDF-")
