// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String OTHER = "fedcba9876543210".repeat(4);

  @TempDir Path folder;

  @Test
  void aLockFileGivesBackWhatItWasMadeOf() {
    Inventory inventory = inventory("a", part("p", "1", HASH));
    assertThat(Inventory.ofLock(inventory.lock())).isEqualTo(inventory);
    assertThat(new String(inventory.lock(), StandardCharsets.UTF_8)).doesNotContain("://");
  }

  @Test
  void differencesAreNamedByKind() {
    Inventory first =
        inventory("a", part("gone", "1", HASH), part("newer", "1", HASH), part("same", "1", HASH));
    Inventory second =
        inventory(
            "b", part("added", "1", HASH), part("newer", "2", HASH), part("same", "1", OTHER));
    assertThat(InventoryDifference.between(first, second).changes())
        .extracting(each -> each.how() + " " + each.what() + " " + each.name())
        .containsExactly(
            "ADDED BUNDLE g:added",
            "REMOVED BUNDLE g:gone",
            "CHANGED BUNDLE g:newer",
            "REBUILT BUNDLE g:same",
            "REMOVED FEATURE a",
            "ADDED FEATURE b",
            "CHANGED CONFIGURATION k");
    assertThat(InventoryDifference.between(first, first).changes()).isEmpty();
  }

  @Test
  void whatIsNoDistributionIsToldSo() throws IOException {
    Path text = Files.writeString(folder.resolve("x.json"), "{\"a\":1}");
    assertThatThrownBy(() -> Inventory.read(text))
        .hasMessageContaining("no lock file of version 1");
    assertThatThrownBy(() -> Inventory.read(folder)).hasMessageContaining("it has no folder lib");
    assertThatThrownBy(() -> Inventory.read(folder.resolve("nowhere")))
        .hasMessageContaining("there is no file or folder");
  }

  @Test
  void anArchiveWhoseNamesLeadOutOfItIsRefused() throws IOException {
    Path archive = folder.resolve("bad.tar.gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      TarArchiveEntry entry = new TarArchiveEntry("x/../../etc/passwd", true);
      entry.setSize(0);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
    }
    assertThatThrownBy(() -> Inventory.read(archive)).hasMessageContaining("leads out of it");
  }

  @Test
  void theBillOfMaterialsKeepsToItsSchemaAndIsTheSameEachTime() throws IOException {
    Coordinates id = new Coordinates("g", "p", "1");
    PartLicences licences =
        new PartLicences(
            List.of(
                Licence.of("EPL", "https://www.eclipse.org/legal/epl-v20.html"),
                Licence.of("", "licenses/lgpl-2.1")),
            Map.of());
    PartLicences unknown = new PartLicences(List.of(Licence.of("Our own", "")), Map.of());
    List<Part> parts = List.of(part("p", "1", HASH), part("q", "1", HASH), part("r", "1", HASH));
    byte[] bom = bom(id, licences, unknown, parts);
    assertThat(new JsonParser().validate(bom, Version.VERSION_16)).isEmpty();
    assertThat(bom).isEqualTo(bom(id, licences, unknown, parts));
    assertThat(new String(bom, StandardCharsets.UTF_8))
        .contains("\"EPL-2.0 OR LGPL-2.1-only\"")
        .contains("\"Our own\"")
        .contains("\"pkg:maven/h/i@2\"", "\"pkg:maven/g/p@1#lib/i.jar\"")
        .contains("\"lib/bundles/p-1.jar!/lib/j.jar\"");
  }

  @Test
  void aJarThatIsShippedTwiceIsOneComponentWithTwoPaths() throws IOException {
    Part first = part("p", "1", HASH);
    Part again = new Part(first.id(), "repo/g/p/1/p-1.jar", HASH, 0);
    PartLicences none = new PartLicences(List.of(), Map.of());
    String text =
        new String(bom(first.id(), none, none, List.of(first, again)), StandardCharsets.UTF_8);
    assertThat(text.split("\"bom-ref\": ?\"pkg:maven/g/p@1\"", -1)).hasSize(2);
    assertThat(text).contains("\"lib/bundles/p-1.jar\"", "\"repo/g/p/1/p-1.jar\"");
  }

  @Test
  void theZipOfAPluginIsAFileWithTheLicenceThatItsPropertiesName() throws IOException {
    byte[] named =
        zip(
            Map.of(
                "plugin.properties",
                "plugin.license=Apache-2.0\n".getBytes(StandardCharsets.UTF_8)));
    Path file = Files.write(folder.resolve("p.zip"), named);
    assertThat(ShippedFile.plugin(folder, file))
        .isEqualTo(new ShippedFile("p.zip", Hashes.of(named), Licence.of("Apache-2.0", "")));
    Path unnamed = Files.write(folder.resolve("q.zip"), zip(Map.of("A.class", new byte[] {1})));
    assertThatThrownBy(() -> ShippedFile.plugin(folder, unnamed))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plugin.license");
  }

  @Test
  void theLibrariesInsideAJarAreFoundWithWhatMavenLeftInThem() throws IOException {
    byte[] one =
        zip(
            Map.of(
                "META-INF/maven/h/i/pom.properties",
                "groupId=h\nartifactId=i\nversion=2\n".getBytes(StandardCharsets.UTF_8)));
    byte[] two = zip(Map.of("A.class", new byte[] {1}));
    byte[] bundle =
        zip(new TreeMap<>(Map.of("lib/i.jar", one, "lib/j.jar", two, "B.class", new byte[] {2})));
    Path jar = Files.write(folder.resolve("bundle.jar"), bundle);
    assertThat(EmbeddedLibrary.of(jar))
        .containsExactly(
            new EmbeddedLibrary(
                "lib/i.jar", Optional.of(new Coordinates("h", "i", "2")), Hashes.of(one)),
            new EmbeddedLibrary("lib/j.jar", Optional.empty(), Hashes.of(two)));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] bom(
      Coordinates id, PartLicences licences, PartLicences unknown, List<Part> parts) {
    return BillOfMaterials.write(
        new Coordinates("g", "node", "1"),
        "0.1.0",
        parts,
        List.of(new ShippedFile("plugins/p.zip", OTHER, Licence.of("MIT", ""))),
        Map.of(
            id,
            List.of(
                new EmbeddedLibrary(
                    "lib/i.jar", Optional.of(new Coordinates("h", "i", "2")), OTHER),
                new EmbeddedLibrary("lib/j.jar", Optional.empty(), OTHER))),
        Map.of(id, licences, new Coordinates("g", "q", "1"), unknown),
        Map.of(id, List.of(new Coordinates("g", "q", "1"))));
  }

  private static Inventory inventory(String name, Part... parts) {
    return new Inventory(
        new Coordinates("g", "node", "1"),
        "0.1.0",
        List.of(name),
        List.of(parts),
        new TreeMap<>(Map.of("bin/chaos", HASH)),
        new TreeMap<>(Map.of("k", name)));
  }

  private static Part part(String name, String version, String hash) {
    return new Part(
        new Coordinates("g", name, version),
        "lib/bundles/" + name + "-" + version + ".jar",
        hash,
        20);
  }
}
