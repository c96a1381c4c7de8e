-- An address that was never verified gives way to the person who verifies it.

-- When the owner of the account showed that the address is theirs: by a link that was sent to it, by single sign-on, or as an operator.
-- Of older accounts only operators' and those that single sign-on made are known to be verified. The others lose nothing by that: they become
-- verified at their next sign-in through single sign-on or by a link that is mailed, and none gives way unless the owner of the address asks for it.
alter table users add column email_verified_at timestamptz;
update users u set email_verified_at = u.created_at
where u.operator or (u.password_hash is null and exists (select from identities i where i.user_id = u.id));

-- Whether the link that counts now went to the invited address by e-mail and was shown nowhere else.
alter table invitations add column mailed boolean not null default false;

-- Whether the person asked for their address for a new account, if one has it unverified.
alter table sso_attempts add column takeover boolean not null default false;
