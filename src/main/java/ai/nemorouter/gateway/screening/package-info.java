/// Where calls meet the guardrails: which parts a request and an answer have, and what a rule's
/// verdict means for them. What is screened is the gateway's own form, so that one place does it
/// for all formats of clients.
@NullMarked
package ai.nemorouter.gateway.screening;

import org.jspecify.annotations.NullMarked;
