package kexec.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import kexec.api.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PlanPictureTest {

  static Stream<Arguments> plans() {
    return DrawnPlans.all().entrySet().stream()
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void anSvgDocumentIsWellFormedAndNeedsNothingElse(String name, Plan plan) throws Exception {
    String svg = PlanPicture.svg(plan);
    Document document = parse(svg);
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Plan for the " + plan.slot().label() + " slot");
    assertThat(svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
        .doesNotContain("http:", "<script", "@import", "href");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void theSamePlanGivesTheSamePicture(String name, Plan plan) {
    assertThat(PlanPicture.svg(plan)).isEqualTo(PlanPicture.svg(plan));
    assertThat(PlanPicture.html(plan)).isEqualTo(PlanPicture.html(plan));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "x86-default            | until the jump: 51.5 MiB of content in pages",
        "x86-crash              | In place since it is loaded: nothing is moved",
        "files                  | The receiver gets the files and chooses the places itself",
        "files of a crash image | chooses the places in the crash region itself",
        "xen                    | until the jump: 53.9 MiB of content in pages",
        "arm64                  | else resets"
      })
  void whatIsMovedIsTold(String name, String words) {
    assertThat(PlanPicture.svg(DrawnPlans.all().get(name))).contains(words);
  }

  @Test
  void figuresCanShareADocument() throws Exception {
    String one = PlanPicture.figure(DrawnPlans.x86Default(), "one-");
    String two = PlanPicture.figure(DrawnPlans.x86Crash(), "two-");
    NodeList all = parse("<both>" + one + two + "</both>").getElementsByTagName("*");
    assertThat(
            Stream.iterate(0, i -> i + 1)
                .limit(all.getLength())
                .map(i -> ((org.w3c.dom.Element) all.item(i)).getAttribute("id"))
                .filter(id -> !id.isEmpty()))
        .hasSizeGreaterThan(4)
        .doesNotHaveDuplicates();
    assertThatThrownBy(() -> PlanPicture.figure(DrawnPlans.x86Crash(), "a\"b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
