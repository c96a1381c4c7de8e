-- A sum or a counter as a bigint. A provider may tell any cost, so sums of what calls took are numeric and are read through
-- this, and no row of a list can fail the list. The bound is 4 × 10^18 (four billion dollars, in nano-dollars): two of them,
-- such as what is used and what is held, can be added and subtracted as bigint without an overflow.
create function bounded(n numeric) returns bigint language sql immutable parallel safe as $$
  select case when n > 4000000000000000000 then 4000000000000000000
              when n < -4000000000000000000 then -4000000000000000000
              else n::bigint end
$$;
