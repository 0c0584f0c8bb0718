/* Folds a `details` (filters of a list) on narrow screens. Without JavaScript it stays open: nothing is lost. */
ckan.module("ot-fold", function () {
  return {
    initialize: function () {
      this.el[0].open = window.matchMedia("(min-width: 992px)").matches;
    }
  };
});
