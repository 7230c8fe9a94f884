package kexec.webconsole.internal.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void textIsText() {
    assertThat(new Html().text("<script>alert('a' && \"b\")</script>").toString())
        .isEqualTo("&lt;script&gt;alert(&#39;a&#39; &amp;&amp; &quot;b&quot;)&lt;/script&gt;");
  }

  @Test
  void valuesStayInTheirQuotes() {
    assertThat(new Html().open("input", "value", "\" onfocus=\"x").toString())
        .isEqualTo("<input value=\"&quot; onfocus=&quot;x\">");
  }

  /** The console would replace it by a value of its own, or by nothing. */
  @Test
  void variablesOfTheConsoleAreText() {
    assertThat(new Html().text("${appRoot}").toString()).isEqualTo("&#36;{appRoot}");
  }

  @Test
  void controlCharactersAreShown() {
    assertThat(new Html().text("a\u001b[31m\n\u202eb\udcff").toString())
        .isEqualTo("a\\x1b[31m\\x0a\\x202eb\\xff");
  }
}
