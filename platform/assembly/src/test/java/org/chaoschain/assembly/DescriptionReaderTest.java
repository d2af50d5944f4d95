// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionReaderTest {
  @TempDir Path folder;
  private Path shipped;

  @BeforeEach
  void shippedFeature() throws IOException {
    shipped = Files.createDirectory(folder.resolve("features"));
    Files.writeString(
        shipped.resolve("base.json"),
        "{\"id\":\"x:base:1.2.0\",\"bundles\":[{\"id\":\"x:a:1.0.0\",\"start-order\":7}]}");
  }

  @Test
  void rootsComeFromBundlesFeaturesAndTheExtension() throws AssemblyException, IOException {
    NodeDescription node =
        read(
            "\"features\":[{\"feature\":\"base\",\"version\":\"[1,2)\"}],"
                + "\"bundles\":[\"x.symbolic\",\"x:b:2.0\",{\"id\":\"x:c\",\"version\":\"[1,2)\",\"start-order\":9}]");
    assertThat(node.id()).hasToString("x:node:1");
    assertThat(node.roots())
        .extracting(Root::toString)
        .containsExactly("x:a 1.0.0", "x.symbolic", "x:b 2.0", "x:c [1.0.0,2.0.0)");
    assertThat(node.roots().get(0).via()).containsExactly("base");
    assertThat(node.roots().get(0).startOrder()).hasValue(7);
    assertThat(node.features()).containsExactly("base");
  }

  @Test
  void aJarWithAClassifierIsNamedAsFeaturesDo() throws AssemblyException, IOException {
    NodeDescription node = read("\"bundles\":[\"x:a:jar:with-more:1.0\",\"x:a:jar:2.0\"]");
    assertThat(node.roots())
        .extracting(Root::toString)
        .containsExactly("x:a:with-more 1.0", "x:a 2.0");
    Files.writeString(
        shipped.resolve("classified.json"),
        "{\"id\":\"x:classified:1\",\"bundles\":[{\"id\":\"x:a:jar:with-more:1.0\"}]}");
    assertThat(read("\"features\":[\"classified\"]").roots())
        .extracting(Root::toString)
        .containsExactly("x:a:with-more 1.0");
    assertThatThrownBy(() -> read("\"bundles\":[\"x:a:pom:1.0\"]"))
        .hasMessageContaining("'x:a:pom:1.0' names no bundle");
  }

  @Test
  void malformedJsonIsToldWithLineAndColumn() throws IOException {
    Path file =
        Files.writeString(folder.resolve("my.json"), "{\"id\":\"x:node:1\",\n \"bundles\":[1,]}");
    assertThatThrownBy(() -> new DescriptionReader(shipped).read(file))
        .isInstanceOf(AssemblyException.class)
        .hasMessageContaining("my.json:2:15: not JSON");
  }

  @Test
  void twoMembersOfOneNameAreMalformed() throws IOException {
    Path file =
        Files.writeString(folder.resolve("my.json"), "{\"id\":\"x:node:1\",\"id\":\"x:other:1\"}");
    assertThatThrownBy(() -> new DescriptionReader(shipped).read(file))
        .hasMessageContaining("not JSON")
        .hasMessageContaining("id");
  }

  @Test
  void anEmptyRangeIsToldWithItsBundle() {
    assertThatThrownBy(() -> read("\"bundles\":[{\"id\":\"x:a\",\"version\":\"[2,1)\"}]"))
        .hasMessageContaining("x:a: the version range [2,1) is empty");
  }

  @Test
  void aRootThatIsNamedTwiceIsRefused() {
    assertThatThrownBy(() -> read("\"bundles\":[\"x:a\",\"x:a:1.0\"]"))
        .hasMessageContaining("the bundle x:a is named twice");
  }

  @Test
  void featuresThatIncludeEachOtherAreToldAsACycle() throws IOException {
    write("one.json", "\"features\":[\"two.json\"]");
    write("two.json", "\"features\":[\"one.json\"]");
    assertThatThrownBy(() -> new DescriptionReader(shipped).read(folder.resolve("one.json")))
        .hasMessage("the features include each other: one.json -> two.json -> one.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../base.json",
        "/etc/passwd.json",
        "a/../../b.json",
        "..",
        "a//b.json",
        "./x.json",
        "a/b",
        "",
        "x\\\\y.json"
      })
  void aFeatureCannotLeadOutOfItsFolder(String name) {
    assertThatThrownBy(() -> read("\"features\":[\"" + name + "\"]"))
        .hasMessageContaining("names no feature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x:a", "x:../../a", "x:a:../1", "x:a:1:2", "", "x:/a", "x: a"})
  void aBundleCannotHaveANameThatIsAPath(String id) {
    assertThatThrownBy(() -> read("\"bundles\":[\"" + id + "\"]"))
        .isInstanceOf(AssemblyException.class);
  }

  @Test
  void anUnknownFeatureIsToldWithThoseThatAreShipped() {
    assertThatThrownBy(() -> read("\"features\":[\"bass\"]"))
        .hasMessageContaining("there is no feature 'bass'")
        .satisfies(e -> assertThat(((AssemblyException) e).remedy()).contains("base"));
  }

  @Test
  void aFeatureOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> read("\"features\":[{\"feature\":\"base\",\"version\":\"[2,3)\"}]"))
        .hasMessageContaining("its version is 1.2.0, and [2.0.0,3.0.0) is wanted by base");
  }

  @Test
  void anUnknownMemberIsRefusedSoThatAMisspeltOneIsNotOverlooked() {
    assertThatThrownBy(() -> read("\"bundels\":[]")).hasMessageContaining("has no 'bundels'");
  }

  @Test
  void aFileWithoutRootsIsRefused() {
    assertThatThrownBy(() -> read("\"bundles\":[]")).hasMessageContaining("it names no root");
  }

  private NodeDescription read(String roots) throws AssemblyException, IOException {
    write("my.json", roots);
    return new DescriptionReader(shipped).read(folder.resolve("my.json"));
  }

  private void write(String name, String roots) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "{\"id\":\"x:node:1\",\"extensions\":{\"chaos-roots\":{\"kind\":\"mandatory\",\"type\":\"json\",\"json\":{"
            + roots
            + "}}}}");
  }
}
