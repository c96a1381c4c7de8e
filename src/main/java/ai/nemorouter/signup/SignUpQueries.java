package ai.nemorouter.signup;

import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about signing up, checked when they are compiled.
interface SignUpQueries {
  Session session();

  /// Waits for a transaction that gives the same person theirs at the same moment.
  ///
  /// @return 0 if the person had it
  @HQL(
      """
      insert into StartingCreditEntity (person, amount) values (:person, :amount)
      on conflict do nothing
      """)
  int giveCredit(String person, long amount);

  /// @return 0 if the person accepted that version before
  @HQL(
      """
      insert into TermsAcceptanceEntity (userId, version, url) values (:userId, :version, :url)
      on conflict do nothing
      """)
  int accept(UUID userId, String version, String url);
}
