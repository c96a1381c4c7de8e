import './app.css';
import 'htmx.org';
import './js/copy.js';
import './js/dialog.js';
import './js/focus.js';
import './js/menu.js';
import './js/notice.js';
import './js/theme.js';
