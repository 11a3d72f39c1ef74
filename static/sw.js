/* The service worker of the staff pages: what the browser may do for us while no page is open. */
importScripts("/static/js/sw_push.js", "/static/js/sw_pages.js");
