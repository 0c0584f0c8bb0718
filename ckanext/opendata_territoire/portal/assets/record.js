/* Asks before the page of a record is left while something typed is not saved. A button of the form saves: it does not ask. */
ckan.module("ot-record", function () {
  return {
    options: { unsaved: false },
    initialize: function () {
      var form = this.el[0];
      var unsaved = this.options.unsaved;
      var saving = false;
      function typed() {
        return new URLSearchParams(new FormData(form)).toString();
      }
      var shown = typed();
      form.addEventListener("submit", function () { saving = true; });
      window.addEventListener("pageshow", function () { saving = false; });
      window.addEventListener("beforeunload", function (event) {
        if (!saving && (unsaved || typed() !== shown)) event.preventDefault();
      });
    }
  };
});
