/* Folds a `details` (filters of a list) on narrow screens, whose summary wide ones do not show. Without JavaScript it stays open. */
ckan.module("ot-fold", function () {
  return {
    initialize: function () {
      var details = this.el[0];
      this.wide = window.matchMedia("(min-width: 992px)");
      this.follow = function (query) { details.open = query.matches; };
      this.follow(this.wide);
      this.wide.addEventListener("change", this.follow);
    },
    teardown: function () {
      this.wide.removeEventListener("change", this.follow);
    }
  };
});
