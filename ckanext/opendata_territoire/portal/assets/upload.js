/*
Around a form that sends a file: the whole zone takes a dropped file, and a long sending shows how far it is.
Without JavaScript the form is posted as usual. A file that was chosen stays chosen when something else is to be corrected.
*/
ckan.module("ot-upload", function () {
  "use strict";
  var SHOWN_AFTER = 1000; // milliseconds

  function keep(files) {
    var input = document.getElementById("field-upload");
    if (!input || !files.length || input.getAttribute("aria-invalid")) return;
    input.files = files;
    document.querySelectorAll("[data-choose-again]").forEach(function (hint) { hint.remove(); });
  }

  /* What the server answers takes the place of what is shown: the form with its errors, or why it was refused. */
  function showPage(text, files) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var content = document.adoptNode(page.querySelector("main"));
    document.title = page.title;
    document.querySelector("main").replaceWith(content);
    content.querySelectorAll("[data-module]").forEach(function (element) { ckan.module.initializeElement(element); });
    keep(files);
    var errors = content.querySelector("[data-errors]");
    if (errors) errors.focus();
    else window.scrollTo(0, 0);
  }

  return {
    options: { max: 0, sending: "", reading: "", failed: "", single: "", large: "" },

    initialize: function () {
      this.form = this.el[0];
      this.input = this.form.querySelector("input[type=file]");
      if (!this.input) return;
      this.zone = this.input.closest(".ot-drop") || this.input;
      this.zone.addEventListener("dragover", this.dragged.bind(this));
      this.zone.addEventListener("dragleave", this.left.bind(this));
      this.zone.addEventListener("drop", this.dropped.bind(this));
      this.input.addEventListener("change", this.chosen.bind(this));
      this.form.addEventListener("submit", this.submitted.bind(this));
    },

    dragged: function (event) {
      event.preventDefault();
      this.zone.classList.add("is-over");
    },

    left: function () {
      this.zone.classList.remove("is-over");
    },

    dropped: function (event) {
      event.preventDefault();
      this.left();
      var files = event.dataTransfer.files;
      if (files.length > 1) return this.say(this.options.single);
      if (files.length) this.input.files = files;
      this.chosen();
    },

    chosen: function () {
      this.say(this.tooLarge() ? this.options.large : "");
    },

    tooLarge: function () {
      var file = this.input.files[0];
      return Boolean(file && this.options.max && file.size > this.options.max * 1048576);
    },

    /* What is wrong with the choice, under the zone and read aloud. */
    say: function (text) {
      if (!this.fault) {
        this.fault = document.createElement("p");
        this.fault.className = "ot-drop-fault";
        this.fault.setAttribute("role", "alert");
        this.zone.after(this.fault);
      }
      this.fault.textContent = text;
    },

    submitted: function (event) {
      if (!this.input.files.length) return;
      event.preventDefault();
      if (this.request) return;
      if (this.tooLarge()) {
        this.chosen();
        return this.input.focus();
      }
      this.send();
    },

    send: function () {
      var self = this;
      var request = this.request = new XMLHttpRequest();
      this.say("");
      this.form.setAttribute("aria-busy", "true");
      this.waiting = setTimeout(this.show.bind(this), SHOWN_AFTER);
      request.upload.addEventListener("progress", function (sent) {
        if (sent.lengthComputable) self.advance(Math.floor(100 * sent.loaded / sent.total));
      });
      request.addEventListener("load", function () {
        var next = request.getResponseHeader("X-Location");
        if (next) location.assign(next);
        else showPage(request.responseText, self.input.files);
      });
      request.addEventListener("error", this.failed.bind(this));
      request.open("POST", this.form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.send(new FormData(this.form));
    },

    show: function () {
      this.progress = document.createElement("div");
      this.progress.className = "ot-sending";
      this.progress.append(document.createElement("progress"), document.createElement("p"));
      this.progress.firstChild.max = 100;
      this.progress.lastChild.setAttribute("role", "status");
      this.form.append(this.progress);
      this.progress.firstChild.setAttribute("aria-label", this.options.sending.replace("{percent} %", ""));
      this.advance(this.percent || 0);
    },

    /* The bar follows each event; the words change every tenth, so as not to be read without end. */
    advance: function (percent) {
      this.percent = percent;
      if (!this.progress) return;
      var words = percent < 100 ? this.options.sending.replace("{percent}", Math.floor(percent / 10) * 10) : this.options.reading;
      if (percent < 100) this.progress.firstChild.value = percent;
      else this.progress.firstChild.removeAttribute("value");
      if (this.progress.lastChild.textContent !== words) this.progress.lastChild.textContent = words;
    },

    failed: function () {
      clearTimeout(this.waiting);
      if (this.progress) this.progress.remove();
      this.progress = this.request = null;
      this.form.removeAttribute("aria-busy");
      this.say(this.options.failed);
    }
  };
});
