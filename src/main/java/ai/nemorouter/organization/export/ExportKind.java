package ai.nemorouter.organization.export;

import java.util.Locale;

/// What an export of an organization is made of: one file each. The columns are named one by one,
/// so that no secret and no hash of one ever leaves with them.
public enum ExportKind {
  ORGANIZATION(
      "o.id",
      "uuid",
      "o.id, o.slug, o.name, o.timezone, o.contact_email, o.created_at",
      "organizations o where o.id = :orgId"),
  TEAMS(
      "t.id",
      "uuid",
      "t.id, t.name, t.created_at, t.archived_at",
      "teams t where t.org_id = :orgId"),
  MEMBERS(
      "m.user_id",
      "uuid",
      "m.user_id, u.name, u.email, m.role, m.source, m.created_at, m.suspended_at",
      "members m join users u on u.id = m.user_id where m.org_id = :orgId"),
  TEAM_MEMBERS(
      "m.team_id::text || m.user_id::text",
      "text",
      "m.team_id, m.user_id, m.role, m.source, m.created_at",
      "team_members m where m.org_id = :orgId"),
  ROLES(
      "r.slug",
      "text",
      "r.slug, r.name, r.level, r.permissions, r.created_at, r.updated_at",
      "roles r where r.org_id = :orgId"),
  KEYS(
      "k.id",
      "uuid",
      """
      k.id, k.team_id, k.owner_id, k.name, k.last_four, k.created_by, k.created_at, k.updated_at, k.expires_at,
      k.disabled_at, k.revoked_at, k.last_used_at
      """,
      "key_records k where k.org_id = :orgId"),
  MANAGEMENT_KEYS(
      "k.id",
      "uuid",
      "k.id, k.name, k.last_four, k.permissions, k.created_at, k.revoked_at",
      "management_key_records k where k.org_id = :orgId"),
  LIMITS(
      "l.id",
      "uuid",
      """
      l.id, l.scope, l.scope_id, l.kind, l.unit, l.period, l.amount, l.model, l.provider, l.raise, l.raised_until,
      l.restarted_at, l.alert_at, l.created_at, l.updated_at, l.removed_at
      """,
      "limits l where l.org_id = :orgId"),
  LIMIT_DEFAULTS(
      "d.id",
      "uuid",
      "d.id, d.scope, d.unit, d.period, d.amount, d.model, d.provider, d.alert_at, d.removed_at",
      "limit_defaults d where d.org_id = :orgId"),
  ALIASES(
      "a.name",
      "text",
      "a.name, a.target, a.created_by, a.created_at, a.updated_at",
      "aliases a where a.org_id = :orgId"),
  PROVIDERS(
      "p.id",
      "uuid",
      """
      p.id, p.name, p.dialect, p.base_url, p.models, p.any_model, p.input_price as input_price_nano_usd,
      p.output_price as output_price_nano_usd, p.cost_header, p.position, p.pass_on, p.enabled, p.created_by, p.created_at,
      p.updated_at, p.removed_at
      """,
      "organization_providers p where p.org_id = :orgId"),
  /// Those of the organization; people's own are theirs.
  SAVED_VIEWS(
      "v.id",
      "uuid",
      "v.id, v.name, v.query, v.created_by, v.created_at",
      "saved_views v where v.org_id = :orgId and v.user_id is null"),
  ALERT_CHANNELS(
      "c.id",
      "uuid",
      """
      c.id, c.kind, c.name, case when c.kind = 'email' then c.target end as recipients, c.from_percent, c.forecasts,
      c.paused_at, c.removed_at, c.created_by, c.created_at
      """,
      "alert_channels c where c.org_id = :orgId"),
  GUARDRAILS(
      "r.id",
      "uuid",
      "r.id, r.scope, r.scope_id, r.name, r.version, r.created_at, r.deleted_at, r.deleted_by",
      "guardrail_rules r where r.org_id = :orgId"),
  GUARDRAIL_VERSIONS(
      "v.rule_id::text || lpad(v.number::text, 10, '0')",
      "text",
      """
      v.rule_id, v.number, v.name, v.state, v.action, v.on_input, v.on_output, v.closed, v.restores, v.keeps_text,
      v.message, v.looks_for, v.returns_to, v.reason, v.made_by, v.made_at
      """,
      "guardrail_versions v where v.org_id = :orgId"),
  GUARDRAIL_EXCEPTIONS(
      "e.id",
      "uuid",
      """
      e.id, e.rule_id, e.scope, e.scope_id, e.owner, e.reason, e.granted_by, e.granted_at, e.ends_at, e.ended_at, e.ended_by
      """,
      "guardrail_exceptions e where e.org_id = :orgId"),
  /// Whether samples of requests are kept; the texts themselves are left out.
  GUARDRAIL_SAMPLING(
      "s.id",
      "uuid",
      "s.one_in, s.maximum, s.days, s.set_by, s.set_at",
      "guardrail_sampling s where s.org_id = :orgId"),
  /// Without what a rule kept of the texts.
  GUARDRAIL_EVENTS(
      "e.id",
      "uuid",
      """
      e.id, e.call_id, e.team_id, e.key_id, e.member_id, e.at, e.model, e.rule_id, e.rule_version, e.rule_name,
      e.check_kind, e.action, e.shadow, e.verdict, e.failed, e.found, e.directions, e.kinds, e.findings, e.took_us
      """,
      "guardrail_events e where e.org_id = :orgId"),
  BILLING_DETAILS(
      "b.id",
      "uuid",
      "b.name, b.address, b.tax_id, b.email",
      "billing_details b where b.org_id = :orgId"),
  TOP_UPS(
      "t.id",
      "uuid",
      """
      t.enabled, t.threshold as threshold_nano_usd, t.amount as amount_nano_usd, t.ceiling as ceiling_nano_usd,
      t.method_label, t.failures, t.retry_at, t.problem, t.set_by, t.email
      """,
      "top_ups t where t.org_id = :orgId"),
  PURCHASES(
      "p.id",
      "uuid",
      """
      p.id, p.origin, p.status, p.credit as credit_nano_usd, p.fee as fee_nano_usd, p.tax as tax_nano_usd,
      p.total as total_nano_usd, p.fee_version, p.tax_name, p.buyer_name, p.buyer_email, p.created_at, p.paid_at,
      p.receipt_number, p.receipt_seller, p.receipt_buyer
      """,
      "purchases p where p.org_id = :orgId"),
  REFUNDS(
      "r.id",
      "uuid",
      """
      r.id, r.purchase_id, r.status, r.origin, r.credit as credit_nano_usd, r.fee as fee_nano_usd,
      r.tax as tax_nano_usd, r.total as total_nano_usd, r.reason, r.requested_by, r.created_at, r.refunded_at, r.note_number
      """,
      "refunds r where r.org_id = :orgId"),
  DISPUTES(
      "d.id",
      "uuid",
      """
      d.id, d.purchase_id, d.status, d.credit as credit_nano_usd, d.fee as fee_nano_usd, d.tax as tax_nano_usd,
      d.total as total_nano_usd, d.voided as voided_nano_usd, d.reason, d.respond_by, d.opened_at, d.closed_at
      """,
      "disputes d where d.org_id = :orgId"),
  CREDIT_GRANTS(
      "g.id",
      "uuid",
      """
      g.id, g.kind, g.amount as amount_nano_usd, g.remaining as remaining_nano_usd, g.purchase_id, g.expires_at, g.expired_at
      """,
      "credit_grants g where g.org_id = :orgId"),
  JOURNAL(
      "e.id::text || p.account",
      "text",
      "e.id, e.kind, e.note, e.created_by, e.created_at, p.account, p.amount as amount_nano_usd",
      "journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id where e.org_id = :orgId"),
  STATEMENTS(
      "s.month::text || lpad(coalesce(l.position, 0)::text, 9, '0')",
      "text",
      """
      s.month, s.zone, s.starts_at, s.ends_at, s.opening as opening_nano_usd, s.closing as closing_nano_usd, s.closed_at,
      l.position as line, l.at, l.kind, l.entry_id, l.note, l.created_by, l.amount as amount_nano_usd, l.balance as balance_nano_usd
      """,
      """
      credit_statements s left join credit_statement_lines l on l.org_id = s.org_id and l.statement_id = s.id
      where s.org_id = :orgId\
      """),
  AUDIT_LOG(
      "e.id",
      "uuid",
      """
      e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.action, e.target, e.details, e.address, e.agent
      """,
      "audit_entries e where e.org_id = :orgId"),
  CALLS(
      "c.id",
      "uuid",
      """
      c.id, c.team_id, c.member_id, c.key_id, c.started_at, c.finished_at, c.status, c.http_status, c.reason,
      c.requested_model, c.model, c.provider, c.operation, c.own_provider, c.streamed, c.finish_reason,
      c.upstream_id, c.prompt_tokens, c.completion_tokens, c.cached_tokens, c.cache_write_tokens, c.reasoning_tokens,
      c.units, c.held as held_nano_usd, c.cost as cost_nano_usd, c.cost_source, c.overrun, c.late,
      c.first_byte_ms, c.duration_ms, c.attempts
      """,
      "calls c where c.org_id = :orgId"),
  /// Of requests that took several; any other is its own only attempt.
  ATTEMPTS(
      "a.id",
      "uuid",
      """
      a.id, a.request_id, a.team_id, a.member_id, a.key_id, a.started_at, a.finished_at, a.status, a.http_status, a.reason,
      a.model, a.provider, a.own_provider, a.sent, a.finish_reason, a.upstream_id, a.prompt_tokens, a.completion_tokens,
      a.cached_tokens, a.cache_write_tokens, a.reasoning_tokens, a.units, a.held as held_nano_usd, a.cost as cost_nano_usd,
      a.cost_source, a.overrun, a.late, a.first_byte_ms, a.duration_ms
      """,
      "attempts a where a.org_id = :orgId");

  private final String key;
  private final String keyType;
  private final String columns;
  private final String rows;

  /// @param key what the rows are read in the order of, page after page; unique among them
  ExportKind(String key, String keyType, String columns, String rows) {
    this.key = key;
    this.keyType = keyType;
    this.columns = columns;
    this.rows = rows;
  }

  /// As in `limit-defaults`.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The rows after the one of that key, as JSON with their keys.
  ///
  /// @param first whether it is the first page, which begins at the beginning
  String query(boolean first) {
    return """
    select (%1$s)::text as key, (select row_to_json(r) from (select %2$s) r)::text as row
    from %3$s %4$s order by %1$s limit :size
    """
        .formatted(
            key, columns, rows, first ? "" : "and %s > cast(:after as %s)".formatted(key, keyType));
  }
}
