/* Fills <datalist data-zones> with the names of all time zones that the browser knows. */
for (const list of document.querySelectorAll("datalist[data-zones]")) {
  for (const name of Intl.supportedValuesOf?.("timeZone") ?? []) list.append(new Option(name, name));
}
