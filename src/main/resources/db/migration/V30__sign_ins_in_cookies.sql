-- What a sign-in under way is for lies encrypted in a cookie of its browser.
drop table sso_attempts;
