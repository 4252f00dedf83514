/** `/some/prefix/dashboard/`: the document says how far up it is, whatever a proxy put before. */
export const DASHBOARD = new URL(document.documentElement.dataset['base'] ?? './', location.href).pathname;

/** `/some/prefix/`: where the API is. */
export const API = DASHBOARD.replace(/dashboard\/$/, '');
