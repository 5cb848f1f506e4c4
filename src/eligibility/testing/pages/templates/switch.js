(function (root, key) {
  var button = document.getElementById("switch"), asked = /[?&]lang=(vi|en)\b/.exec(location.search), kept = null;
  function show(lang) {
    root.classList.toggle("en", lang === "en");
    root.lang = lang;
    document.title = root.getAttribute("data-title-" + lang);
  }
  try { kept = localStorage.getItem(key); } catch (error) { /* a browser that keeps nothing */ }
  show(asked ? asked[1] : kept === "en" ? "en" : "vi");
  button.hidden = false;
  button.addEventListener("click", function () {
    var lang = root.lang === "en" ? "vi" : "en";
    show(lang);
    try { localStorage.setItem(key, lang); } catch (error) { /* the same */ }
  });
})(document.documentElement, "eligibility-lang");
