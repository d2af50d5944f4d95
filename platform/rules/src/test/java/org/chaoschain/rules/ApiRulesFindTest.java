// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.chaoschain.rules.FixtureProject.Module;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L12 and L13 find an API that does not keep its promises, in a project made for that. */
class ApiRulesFindTest {
  private static final String NODE =
      """
      release 0.1.0
      package org.chaoschain.api.node 1.0.0
        @ProviderType public interface org.chaoschain.api.node.Node
      """;

  @TempDir Path folder;

  private FixtureProject project;
  private Module api;

  @BeforeEach
  void anApiThatIsAsItsReleaseWas() {
    project = new FixtureProject(folder);
    api =
        project
            .module("platform/api")
            .exporting("org.chaoschain.api.node")
            .file(ApiText.FILE, NODE)
            .source(
                """
                package org.chaoschain.api.node;
                /** A node. */ @org.osgi.annotation.versioning.ProviderType public interface Node {}
                """);
  }

  private List<String> found(Rule rule) {
    return LayerRules.check(rule, project.built(), new Exceptions(List.of())).stream()
        .map(Violation::toString)
        .toList();
  }

  @Test
  void packageWithoutVersionAndInterfaceWithoutMarkAreFound() {
    api.exportingWithoutPackageInfo("org.chaoschain.api.bare")
        .source("package org.chaoschain.api.bare; /** Odd. */ public interface Odd {}");

    assertThat(found(Rule.MARKED_API))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "rule L12 marked-api: platform/api (org.chaoschain.api.bare) has no"),
            line ->
                assertThat(line)
                    .startsWith(
                        "rule L12 marked-api: platform/api (org.chaoschain.api.bare.Odd) does not say who")
                    .contains("@ProviderType (the node implements it) or @ConsumerType"));
  }

  @Test
  void changeWithoutTheStepOfItsVersionIsFoundUnlessItIsGranted() {
    api.source("package org.chaoschain.api.node; /** New. */ public record Extra(int size) {}");
    Reactor reactor = project.built();
    String what = "new type: public record org.chaoschain.api.node.Extra";

    assertThat(LayerRules.check(Rule.API_STEPS, reactor, new Exceptions(List.of())))
        .singleElement()
        .hasToString(
            "rule L13 api-steps: platform/api (org.chaoschain.api.node.Extra) changes since release"
                + " 0.1.0 in a way that asks for version 1.1.0 of its package, which has 1.0.0: "
                + what
                + "; remedy: "
                + Rule.API_STEPS.remedy());
    List<String> row =
        List.of("L13", "platform/api", "org.chaoschain.api.node.Extra", what, "2026-11-28", "new");
    assertThat(LayerRules.check(Rule.API_STEPS, reactor, new Exceptions(List.of(row)))).isEmpty();
  }

  @Test
  void stepOfAVersionThatNoChangeAsksForIsFound() {
    api.file(ApiText.FILE, NODE.replace("1.0.0", "0.9.3"));

    assertThat(found(Rule.API_STEPS))
        .singleElement()
        .asString()
        .contains(
            "(org.chaoschain.api.node) was 0.9.3 in release 0.1.0; its changes ask for 0.9.3, not for 1.0.0;");
  }

  @Test
  void versionThatGoesBackInTheThirdPlaceIsFound() {
    api.file(ApiText.FILE, NODE.replace("1.0.0", "1.0.1"));

    assertThat(found(Rule.API_STEPS)).singleElement().asString().contains("not for 1.0.0;");
  }

  @Test
  void packageThatIsGoneIsFound() {
    api.file(
        ApiText.FILE,
        NODE
            + """
              package org.chaoschain.api.old 1.0.0
                public final class org.chaoschain.api.old.Old
              """);

    assertThat(found(Rule.API_STEPS))
        .singleElement()
        .asString()
        .contains("(org.chaoschain.api.old) is exported by release 0.1.0 and gone");
  }

  @Test
  void apiWithoutTheTextOfAReleaseIsFound() {
    project.module("platform/p2p-api").exporting("org.chaoschain.p2p.api.empty");

    assertThat(found(Rule.API_STEPS))
        .singleElement()
        .asString()
        .contains("platform/p2p-api (platform/p2p-api) has no api-signature.txt;");
  }
}
