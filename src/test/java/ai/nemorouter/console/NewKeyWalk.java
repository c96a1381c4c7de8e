package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Browser.View;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;

/// The way from the list of keys to the first request of a new one.
record NewKeyWalk(Page page, View view) {
  private static final int TRIES = 40;

  /// From the list of keys.
  ///
  /// @return its secret
  String createKey(String name, String model) {
    link(page, "New key").click();
    page.getByLabel("Name").fill(name);
    page.getByLabel("Team").selectOption("Research");
    page.getByLabel("Limit in US dollars").fill("5");
    page.getByLabel("Period").selectOption("in total");
    page.getByText("In 30 days").click();
    page.locator("summary").filter(new Locator.FilterOptions().setHasText("Advanced")).click();
    page.getByLabel("Models").fill(model + "-of-nobody");
    button(page, "Create key").click();
    if (view.script()) {
      page.locator("#allowed_models:focus").waitFor();
    }
    assertThat(page.locator(".notice-bad").innerText()).contains("One field needs a correction");
    assertThat(page.getByLabel("Name").inputValue()).isEqualTo(name);
    page.getByLabel("Models").fill(model);
    button(page, "Create key").click();
    assertThat(page.locator("h1").innerText()).isEqualTo("Key “" + name + "” created");
    String secret = page.locator("#secret").inputValue();
    assertThat(secret).startsWith("sk-nemo-");
    assertThat(page.locator("#example-curl").innerText()).contains(model).doesNotContain(secret);
    return secret;
  }

  void theSecretIsHiddenAndGuardedUntilItIsCopied(String secret) {
    Locator shown = page.locator("#secret:not([data-shown])");
    if (!view.script()) {
      assertThat(shown.evaluate("e => getComputedStyle(e).webkitTextSecurity")).isEqualTo("none");
      return;
    }
    assertThat(shown.evaluate("e => getComputedStyle(e).webkitTextSecurity")).isEqualTo("disc");
    button(page, "Show").click();
    assertThat(shown.count()).isZero();
    List<String> questions = new ArrayList<>();
    page.onceDialog(dialog -> {
      questions.add(dialog.type());
      dialog.dismiss();
    });
    link(page, "Go to the key").click();
    page.waitForCondition(() -> !questions.isEmpty());
    assertThat(questions).containsExactly("beforeunload");

    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    Locator curl = page.locator(".code").filter(new Locator.FilterOptions().setHasText("curl "));
    curl.first().getByRole(AriaRole.BUTTON).click();
    curl.first().getByText("Copied").waitFor();
    assertThat((String) page.evaluate("navigator.clipboard.readText()"))
        .startsWith("curl ")
        .contains("Bearer " + secret);
  }

  /// Without a script both are looked at in another tab, so that the secret stays where it is.
  void theTestRequestIsAnsweredAndArrives(String cost) {
    Locator send = button(page, "Send test request");
    if (view.script()) {
      send.click();
      theTestRequestIsAnswered(page, cost);
      page.locator("#first-request").getByText("Open the request").waitFor();
      return;
    }
    Page answered = page.waitForPopup(send::click);
    theTestRequestIsAnswered(answered, cost);
    answered.close();
    Page arrived =
        page.waitForPopup(() -> link(page, "Look whether the first request has arrived").click());
    for (int tries = 0; tries < TRIES && link(arrived, "Open the request").count() == 0; tries++) {
      link(arrived, "Reload").click();
    }
    assertThat(link(arrived, "Open the request").count()).isOne();
    arrived.close();
  }

  private static void theTestRequestIsAnswered(Page page, String cost) {
    page.getByText("It works.").waitFor();
    assertThat(page.locator("#test-result").innerText()).contains("Charged: $" + cost);
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
