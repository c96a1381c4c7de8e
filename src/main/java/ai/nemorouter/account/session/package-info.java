/// Sessions of the console and their cookie.
@NullMarked
package ai.nemorouter.account.session;

import org.jspecify.annotations.NullMarked;
