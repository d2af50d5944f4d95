// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeResolverTest {
  private static final String IMPORT = "Import-Package";
  private static final String EXPORT = "Export-Package";

  @TempDir Path folder;
  private TestRepository repository;

  @BeforeEach
  void repository() {
    repository = new TestRepository(folder.resolve("one"));
  }

  @Test
  void whatIsNeededIsTakenAndNothingElse() throws AssemblyException {
    repository
        .bundle("a", "1.0.0", IMPORT, "b;version=\"[1,2)\"")
        .bundle("b", "1.2.0", EXPORT, "b;version=1.2", IMPORT, "c")
        .bundle("c", "1.0.0", EXPORT, "c")
        .bundle("d", "1.0.0", EXPORT, "d");
    Resolution resolution = repository.resolve("a");
    assertThat(ids(resolution)).containsExactly("test:a:1.0.0", "test:b:1.2.0", "test:c:1.0.0");
    assertThat(resolution.chosen().get(0).reason()).isEqualTo("named by the feature file");
    assertThat(resolution.chosen().get(1).reason())
        .isEqualTo("test:a:1.0.0 needs package b [1.0.0,2.0.0)");
  }

  @Test
  void ofSeveralVersionsTheHighestThatFitsIsTaken() throws AssemblyException {
    repository.bundle("a", "1.0.0").bundle("a", "1.3.0").bundle("a", "2.0.0");
    assertThat(ids(repository.resolve("a [1,2)"))).containsExactly("test:a:1.3.0");
    assertThat(ids(repository.resolve("a 1.0.0"))).containsExactly("test:a:1.0.0");
  }

  @Test
  void theFirstRepositoryWinsOverAHigherVersionInTheNext() throws AssemblyException {
    repository.bundle("a", "1.0.0");
    TestRepository next = new TestRepository(folder.resolve("two")).bundle("a", "2.0.0");
    assertThat(ids(TestRepository.resolve(List.of(repository, next), "a")))
        .containsExactly("test:a:1.0.0");
  }

  @Test
  void whatIsOptionalPullsNothingIn() throws AssemblyException {
    repository
        .bundle("a", "1.0.0", IMPORT, "b;resolution:=optional")
        .bundle("b", "1.0.0", EXPORT, "b");
    assertThat(ids(repository.resolve("a"))).containsExactly("test:a:1.0.0");
  }

  @Test
  void aServiceIsARequirementEvenIfOnlyTheComponentSaysSo() throws AssemblyException {
    repository
        .component("a", "1.0.0", "<reference interface='x.Clock' cardinality='1..1'/>")
        .component("b", "1.0.0", "<service><provide interface='x.Clock'/></service>")
        .component("c", "1.0.0", "<reference interface='x.Other' cardinality='0..n'/>");
    assertThat(ids(repository.resolve("a", "c")))
        .containsExactly("test:a:1.0.0", "test:b:1.0.0", "test:c:1.0.0");
  }

  @Test
  void anExtenderAndACapabilityOfItsOwnNamespaceAreRequirements() throws AssemblyException {
    repository
        .bundle(
            "a",
            "1.0.0",
            "Require-Capability",
            "osgi.extender;filter:=\"(osgi.extender=osgi.component)\",x.y;filter:=\"(x.y=z)\"")
        .bundle(
            "b", "1.0.0", "Provide-Capability", "osgi.extender;osgi.extender=\"osgi.component\"")
        .bundle("c", "1.0.0", "Provide-Capability", "x.y;x.y=z");
    assertThat(ids(repository.resolve("a"))).hasSize(3);
  }

  @Test
  void aMissingPackageIsToldWithItsOwnersTheChainAndWhatComesNear() {
    repository
        .bundle("root", "1.0.0", IMPORT, "middle")
        .bundle("middle", "1.0.0", EXPORT, "middle", IMPORT, "leaf;version=\"[2,3)\"")
        .bundle("leaf", "1.9.0", EXPORT, "leaf;version=1.9");
    assertThatThrownBy(() -> repository.resolve("root"))
        .isInstanceOf(AssemblyException.class)
        .hasMessage(
            """
            missing: package leaf [2.0.0,3.0.0)
              needed by test:middle:1.0.0
              the chain: the feature file names test:root; test:root:1.0.0 needs package middle; test:middle:1.0.0 needs package leaf [2.0.0,3.0.0)
              near: package leaf 1.9.0 of test:leaf:1.9.0, in one""");
  }

  @Test
  void aMissingServiceIsToldWithAllWhoNeedIt() {
    repository
        .component("a", "1.0.0", "<reference interface='x.Clock'/>")
        .component("b", "1.0.0", "<reference interface='x.Clock'/>")
        .component("c", "1.0.0", "<service><provide interface='x.Clocks'/></service>");
    assertThatThrownBy(() -> repository.resolve("a", "b"))
        .hasMessageContaining("missing: service x.Clock\n")
        .hasMessageContaining("needed by test:a:1.0.0, test:b:1.0.0")
        .hasMessageContaining("near: service x.Clocks of test:c:1.0.0");
  }

  @Test
  void anUnknownRootAndAVersionThatIsNotThereAreToldWithWhatIsThere() {
    repository.bundle("ping", "1.0.0");
    assertThatThrownBy(() -> repository.resolve("pong"))
        .hasMessageContaining("missing: bundle test:pong")
        .hasMessageContaining("near: test:ping");
    assertThatThrownBy(() -> repository.resolve("ping [2,3)"))
        .hasMessageContaining("missing: bundle test:ping [2.0.0,3.0.0)")
        .hasMessageContaining("near: test:ping:1.0.0, bundle version 1.0.0, in one");
  }

  @Test
  void aUsesConflictIsToldWithBothChains() {
    repository
        .bundle("p1", "1.0.0", EXPORT, "p;version=1")
        .bundle("p2", "1.0.0", EXPORT, "p;version=2")
        .bundle("q", "1.0.0", EXPORT, "q;uses:=p", IMPORT, "p;version=\"[1,2)\"")
        .bundle("a", "1.0.0", IMPORT, "q,p;version=\"[2,3)\"");
    assertThatThrownBy(() -> repository.resolve("a"))
        .hasMessageContaining("do not go together")
        .hasMessageContaining("test:a:1.0.0")
        .hasMessageContaining("exposed to package 'p'")
        .hasMessageContaining("test:p1:1.0.0")
        .hasMessageContaining("test:p2:1.0.0")
        .hasMessageContaining("Chain 1")
        .hasMessageContaining("Chain 2");
  }

  @Test
  void twoVersionsOfOneBundleAreAvoidedWhereTheyCanBe() throws AssemblyException {
    repository
        .bundle("lib", "1.0.0", EXPORT, "x;version=1,y;version=1")
        .bundle("lib", "2.0.0", EXPORT, "x;version=2,y;version=2")
        .bundle("a", "1.0.0", IMPORT, "x")
        .bundle("b", "1.0.0", IMPORT, "y;version=\"[1,2)\"");
    assertThat(ids(repository.resolve("a", "b")))
        .containsExactly("test:a:1.0.0", "test:b:1.0.0", "test:lib:1.0.0");
  }

  @Test
  void twoVersionsThatAreBothNeededAreToldWithWhoNeedsThem() {
    repository
        .bundle("lib", "1.0.0", EXPORT, "x;version=1")
        .bundle("lib", "2.0.0", EXPORT, "x;version=2")
        .bundle("a", "1.0.0", IMPORT, "x;version=\"[1,2)\"")
        .bundle("b", "1.0.0", IMPORT, "x;version=\"[2,3)\"");
    assertThatThrownBy(() -> repository.resolve("a", "b"))
        .hasMessageContaining("a node has one version of a bundle")
        .hasMessageContaining("test:lib:2.0.0: test:b:1.0.0 needs package x [2.0.0,3.0.0)")
        .hasMessageContaining("test:lib:1.0.0: test:a:1.0.0 needs package x [1.0.0,2.0.0)");
  }

  private static List<String> ids(Resolution resolution) {
    return resolution.chosen().stream().map(each -> each.bundle().id().toString()).toList();
  }
}
