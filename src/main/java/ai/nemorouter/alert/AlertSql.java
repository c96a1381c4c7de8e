package ai.nemorouter.alert;

/// The questions that watching limits asks, each in one statement over all organizations.
final class AlertSql {
  /// Windows that may need an alert: those that count now, and those that ended so recently that
  /// they may not have been checked since their last call. A window that was replaced by a restart
  /// of its limit no longer counts.
  private static final String SEEN =
      """
      with seen as (
        select w.org_id, w.id as window_id, w.used, w.starts_at, w.ends_at, l.id as limit_id, l.kind, l.period,
               l.alert_at, effective_amount(l) as allowed
          from windows w
          join limits l on l.org_id = w.org_id and l.id = w.limit_id
         where w.ends_at > now() - interval '5 minutes' and w.used > 0 and l.removed_at is null
           and l.unit <> 'in_flight' and l.period <> 'minute'
           and w.starts_at >= coalesce(l.restarted_at, '-infinity'))
      """;

  private static final String NOT_WRITTEN_DOWN =
      """
       and not exists (select from alerts a where a.org_id = s.org_id and a.window_id = s.window_id
                          and a.threshold = s.threshold and a.over_at is null)
       order by s.window_id, s.threshold limit :batch
      """;

  /// In one order for everybody, so that two nodes that write the same wait and do not deadlock.
  static final String CROSSINGS =
      SEEN
          + """
          , crossed as (
            select distinct s.*, t.threshold,
                   t.threshold < max(t.threshold) over (partition by s.org_id, s.window_id) as passed
              from seen s cross join unnest(s.alert_at) t(threshold)
             where s.allowed > 0 and s.used >= ceil(s.allowed::numeric * t.threshold / 100))
          select s.org_id, s.window_id, s.limit_id, s.threshold, s.passed, s.allowed, s.used,
                 null::timestamptz as expected_at
            from crossed s where true
          """
          + NOT_WRITTEN_DOWN;

  /// Windows long enough to act in, of which a tenth has passed, and which a straight line from
  /// their beginning leads over the cap before their end.
  static final String FORECASTS =
      SEEN
          + """
          , paced as (
            select s.*, 0 as threshold, extract(epoch from now() - s.starts_at) as passed_seconds,
                   extract(epoch from s.ends_at - s.starts_at) as all_seconds
              from seen s
             where s.period in ('day', 'week', 'month') and s.used < s.allowed and s.ends_at > now())
          select s.org_id, s.window_id, s.limit_id, s.threshold, false as passed, s.allowed, s.used,
                 s.starts_at + make_interval(secs => (s.passed_seconds * s.allowed / s.used)::float8) as expected_at
            from paced s
           where s.passed_seconds * 10 >= s.all_seconds
             and s.used * s.all_seconds > s.allowed * s.passed_seconds
          """
          + NOT_WRITTEN_DOWN;

  /// Credit that lasts less than 30 days at the pace since the oldest mark, a week ago or less.
  static final String RUNWAYS =
      SEEN
          + """
          , paced as (
            select s.*, 0 as threshold, s.used - m.used as spent, extract(epoch from now() - m.at) as seconds
              from seen s
             cross join lateral (select * from credit_marks m
                where m.org_id = s.org_id and m.window_id = s.window_id and m.at >= now() - interval '7 days 1 hour'
                order by m.day limit 1) m
             where s.kind = 'credit' and s.used < s.allowed and m.at <= now() - interval '1 day'
               and s.used > m.used)
          select s.org_id, s.window_id, s.limit_id, s.threshold, false as passed, s.allowed, s.used,
                 now() + make_interval(secs => ((s.allowed - s.used) * s.seconds / s.spent)::float8) as expected_at
            from paced s
           where (s.allowed - s.used) * s.seconds < s.spent * 30 * 86400.0
          """
          + NOT_WRITTEN_DOWN;

  static final String MARK_CREDIT =
      SEEN
          + """
          insert into credit_marks (org_id, window_id, day, at, used)
          select s.org_id, s.window_id, (now() at time zone 'UTC')::date, now(), s.used
            from seen s where s.kind = 'credit'
          on conflict do nothing
          """;

  static final String FORGET_MARKS =
      "delete from credit_marks where day < (now() at time zone 'UTC')::date - 8";

  /// Credit that was granted since may have brought the use below a threshold again.
  static final String REARM_CREDIT =
      """
      update alerts a set over_at = now()
        from limits l, windows w
       where a.credit and a.over_at is null and l.org_id = a.org_id and l.id = a.limit_id
         and w.org_id = a.org_id and w.id = a.window_id and effective_amount(l) > a.allowed
         and (a.threshold = 0 or w.used < ceil(effective_amount(l)::numeric * a.threshold / 100))
      """;

  static final String ALERT =
      """
      insert into alerts (org_id, id, kind, window_id, threshold, passed, limit_id, scope, scope_id, scope_name, credit,
                          unit, period, model, provider, allowed, used, starts_at, ends_at, expected_at)
      select l.org_id, :id, case :threshold when 0 then 'forecast' else 'threshold' end, w.id, :threshold, :passed,
             l.id, l.scope, l.scope_id, coalesce(k.name, t.name, u.name, o.name), l.kind = 'credit', l.unit, l.period,
             l.model, l.provider, :allowed, :used, w.starts_at, w.ends_at, cast(:expectedAt as timestamptz)
        from limits l
        join windows w on w.org_id = l.org_id and w.limit_id = l.id and w.id = :windowId
        join organization_records o on o.id = l.org_id
        left join team_records t on l.scope = 'team' and t.org_id = l.org_id and t.id = l.scope_id
        left join users u on l.scope = 'member' and u.id = l.scope_id
        left join key_records k on l.scope = 'key' and k.org_id = l.org_id and k.id = l.scope_id
       where l.org_id = :orgId and l.id = :limitId
      on conflict do nothing
      """;

  static final String DELIVERIES =
      """
      insert into alert_deliveries (org_id, id, alert_id, channel_id)
      select c.org_id, gen_random_uuid(), :alertId, c.id
        from alert_channels c
       where c.org_id = :orgId and c.paused_at is null and c.gone_at is null and c.removed_at is null
         and case :threshold when 0 then c.forecasts else c.from_percent <= :threshold end
      """;

  private AlertSql() {}
}
