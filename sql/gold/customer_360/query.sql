-- What is known of each customer now. Relations without a layer are of the job: `redone`, the customers that the run
-- looks at again, and `permission`, what each of them has allowed or refused by the rule of the export.
with touch as (
  select
    customer_id,
    min_by(channel, struct(touched_at, touchpoint_id)) as first_channel,
    max_by(channel, struct(touched_at, touchpoint_id)) as last_channel,
    min(touched_at) as first_touch_at,
    max(touched_at) as last_touch_at,
    count(*) as touches
  from gold.fct_touchpoint
  left semi join redone using (customer_id)
  group by customer_id
),
sold as (
  select
    customer_id,
    currency,
    count(*) as orders,
    max(converted_at) as last_order_at,
    sum(value) as spend
  from gold.fct_conversion
  left semi join redone using (customer_id)
  where kind = 'purchase'
  group by customer_id, currency
),
-- sums of one currency are never added to those of another
purchase as (
  select
    customer_id,
    sum(orders) as orders,
    max(last_order_at) as last_order_at,
    map_from_entries(
      array_sort(
        collect_list(struct(currency, spend)) filter (where currency is not null and spend is not null))) as spend
  from sold
  group by customer_id
),
-- a ticket is a touchpoint of whoever opened it
ticket as (
  select touched.customer_id, count(*) as open_tickets
  from gold.fct_touchpoint as touched
  left semi join redone using (customer_id)
  join silver.support_interactions as opened
    on touched.ref_table = 'silver.support_interactions'
    and touched.ref_id = concat_ws(':', opened.source, opened.interaction_id)
  where opened.closed_at is null
  group by touched.customer_id
),
consent as (
  select customer_id, map_from_entries(array_sort(collect_list(struct(permission, status)))) as consents
  from permission
  group by customer_id
),
member as (
  select customer_id, array_sort(collect_list(audience)) as audiences
  from audience.segment_membership
  left semi join redone using (customer_id)
  where left_at is null
  group by customer_id
)
select
  customer.customer_id,
  customer.given_name,
  customer.family_name,
  customer.email,
  customer.phone,
  customer.postal_code,
  customer.city,
  customer.country,
  customer.birth_date,
  customer.gender,
  customer.loyalty_id,
  customer.preferred_channel,
  customer.record_count,
  customer.first_seen_at,
  stage.stage,
  stage.entered_at as stage_entered_at,
  touch.first_channel,
  touch.last_channel,
  touch.first_touch_at,
  touch.last_touch_at,
  coalesce(touch.touches, 0) as touches,
  coalesce(purchase.orders, 0) as orders,
  purchase.last_order_at,
  coalesce(purchase.spend, map()) as spend,
  coalesce(ticket.open_tickets, 0) as open_tickets,
  coalesce(consent.consents, map()) as consents,
  coalesce(member.audiences, array()) as audiences
from gold.dim_customer as customer
left semi join redone using (customer_id)
left join gold.fct_journey_stage as stage
  on stage.customer_id = customer.customer_id and stage.is_current
left join touch on touch.customer_id = customer.customer_id
left join purchase on purchase.customer_id = customer.customer_id
left join ticket on ticket.customer_id = customer.customer_id
left join consent on consent.customer_id = customer.customer_id
left join member on member.customer_id = customer.customer_id
where customer.is_current and startswith(customer.customer_id, 'c_')
