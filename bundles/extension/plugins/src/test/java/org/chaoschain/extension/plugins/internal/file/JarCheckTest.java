// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/** What is taken as a plugin, and how what is not is named. */
class JarCheckTest {
  private static final int SEED = 20261122;

  @TempDir Path folder;
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final PluginLimits limits =
      new PluginLimits(
          metrics.limit("extension.plugins.max.file.bytes", 100_000, "bytes"),
          metrics.limit("extension.plugins.max.entries", 20, "entries"),
          metrics.limit("extension.plugins.max.unpacked.bytes", 200_000, "unpacked bytes"));
  private PluginStore store;

  @BeforeEach
  void openStore() throws Exception {
    store = PluginStore.open(folder.resolve("store"));
  }

  @Test
  void acceptsABundle() throws Exception {
    PluginFile plugin =
        check(
            good()
                .header("Bundle-SymbolicName", "org.example.fish;singleton:=true")
                .header(
                    "Provide-Capability",
                    "osgi.service;objectClass:List<String>=\"a.B,a.C\";uses:=\"a\"")
                .bytes());
    assertThat(plugin.name()).isEqualTo("org.example.fish");
    assertThat(plugin.version()).isEqualTo(new Version("1.2.3"));
    assertThat(plugin.sha256()).matches("[0-9a-f]{64}");
    assertThat(plugin.singleton()).isTrue();
    assertThat(plugin.services()).containsExactly("a.B", "a.C");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "org.osgi.*",
        "org.example.*,org.osgi.framework.*",
        "org.osgi.framework.hooks.service;version=\"[1,2)\""
      })
  void refusesADynamicImportThatReachesTheHooksOfTheFramework(String imports) {
    assertThatThrownBy(() -> check(good().header("DynamicImport-Package", imports).bytes()))
        .hasMessageContaining("dynamically, and with it org.osgi.framework.hooks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"system.bundle", "org.example.a,org.apache.felix.framework;visibility:=reexport"})
  void refusesToRequireTheFrameworkAsABundle(String bundles) {
    assertThatThrownBy(() -> check(good().header("Require-Bundle", bundles).bytes()))
        .hasMessageContaining("all packages of the framework");
  }

  @Test
  void acceptsDynamicImportsOfOtherPackages() throws Exception {
    assertThat(
            check(
                    good()
                        .header("DynamicImport-Package", "org.example.*,org.osgi.service.event")
                        .header("Require-Bundle", "org.example.a")
                        .bytes())
                .name())
        .isEqualTo("org.example.fish");
  }

  @Test
  void refusesEveryTruncation() throws Exception {
    byte[] jar = good().bytes();
    for (int size = 0; size < jar.length; size++) {
      byte[] cut = Arrays.copyOf(jar, size);
      RejectedPluginException e =
          catchThrowableOfType(RejectedPluginException.class, () -> check(cut));
      assertThat(e).as("cut to %d bytes", cut.length).isNotNull();
      assertThat(e.incomplete()).isTrue();
      assertThat(e).hasMessageContaining("fish.jar is no whole jar");
    }
  }

  @Test
  void refusesEveryFillOfAPreallocatedFile() throws Exception {
    byte[] jar = good().bytes();
    int endRecord = jar.length - 22; // from there on only zeros are missing
    for (int written = 0; written < endRecord; written += 7) {
      byte[] part = Arrays.copyOf(Arrays.copyOf(jar, written), jar.length + 1);
      assertThatThrownBy(() -> check(part))
          .as("%d of %d bytes written", written, jar.length)
          .isInstanceOf(RejectedPluginException.class);
    }
  }

  @Test
  void survivesAnyDamage() throws Exception {
    byte[] jar = good().bytes();
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = jar.clone();
      int at = random.nextInt(jar.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      try {
        check(damaged);
      } catch (RejectedPluginException e) {
        refused++;
        assertThat(e.getMessage()).as("byte %d, seed %d", at, SEED).startsWith("fish.jar");
      }
    }
    assertThat(refused).isGreaterThan(600); // some bytes mean nothing, such as times
  }

  @Test
  void refusesAWrongChecksum() throws Exception {
    byte[] jar = good().bytes();
    ByteBuffer bytes = ByteBuffer.wrap(jar).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(jar.length - 6);
    bytes.putInt(directory + 16, bytes.getInt(directory + 16) ^ 1);
    assertRefused(jar, "the sizes behind an entry are not those of the directory");
  }

  @Test
  void refusesABombByWhatItUnpacksTo() {
    byte[] bomb = good().entry("zeros", new byte[300_000]).bytes();
    assertThat(bomb).hasSizeLessThan(5_000);
    assertRefused(bomb, "200000", "extension.plugins.max.unpacked.bytes");
    assertThat(metrics.refusals("extension.plugins.max.unpacked.bytes")).isEqualTo(1);
  }

  @Test
  void refusesTooManyEntries() {
    TestJar jar = good();
    for (int i = 0; i < 30; i++) {
      jar.entry("e" + i, "");
    }
    assertRefused(jar.bytes(), "33 entries", "limit of 20", "extension.plugins.max.entries");
  }

  @Test
  void refusesAFileThatIsTooLarge() {
    byte[] noise = new byte[120_000];
    new Random(SEED).nextBytes(noise);
    assertRefused(
        good().entry("noise", noise).bytes(),
        "limit of 100000",
        "extension.plugins.max.file.bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "C:/evil",
        "a\\b",
        "..",
        "a/..",
        "x/../y"
      })
  void refusesNamesThatLeadElsewhere(String name) {
    assertRefused(good().entry(name, "x").bytes(), "leads out of the jar", name);
  }

  @Test
  void refusesTwoEntriesOfOneName() {
    byte[] jar = good().entry("one", "1").entry("two", "2").bytes();
    byte[] twice = replace(jar, "two", "one");
    assertRefused(twice, "two entries named one");
  }

  @Test
  void refusesFragmentsOfTheFrameworkAndOfAnythingElse() {
    assertRefused(
        good().header("Fragment-Host", "system.bundle; extension:=framework").bytes(),
        "is a fragment of system.bundle");
    assertRefused(
        good().header("Fragment-Host", "org.chaoschain.ops.system").bytes(),
        "is a fragment of org.chaoschain.ops.system");
  }

  @Test
  void refusesASecondProviderOfThePlatformsPackages() throws Exception {
    for (String exports :
        List.of(
            "org.chaoschain.api.message;version=\"1.0.9\"",
            "a.b;uses:=\"c.d,e.f\";version=1, org.chaoschain.api",
            "a.b;org.chaoschain.p2p.api.host;version=2")) {
      assertRefused(
          good().header("Export-Package", exports).bytes(),
          "exports the platform's package org.chaoschain.",
          "Export-Package");
    }
    for (String exports :
        List.of(
            "a.b;uses:=\"a.c,org.chaoschain.api.message\";version=1",
            "org.chaoschain.apis,com.org.chaoschain.api.x")) {
      check(good().header("Export-Package", exports).bytes());
    }
  }

  @Test
  void refusesWhatIsNoBundle() {
    assertRefused(TestJar.plain().bytes(), "has no Bundle-SymbolicName", "build it with bnd");
    assertRefused(good().header("Bundle-Version", null).bytes(), "has no Bundle-Version");
    assertRefused(good().header("Bundle-Version", "one").bytes(), "Bundle-Version 'one'", "1.2.3");
    assertRefused(good().header("Bundle-ManifestVersion", null).bytes(), "Bundle-ManifestVersion");
    assertRefused(
        good().header("Bundle-SymbolicName", "../../x").bytes(), "Bundle-SymbolicName", "../../x");
  }

  @Test
  void refusesClassesForANewerJava() {
    byte[] future = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 70};
    assertRefused(
        good().entry("a/Future.class", future).bytes(),
        "compiled for Java 26 (a/Future.class)",
        "runs on Java 17",
        "--release 17");
  }

  @Test
  void allowsClassesForANewerJavaWhereOnlyANewerJavaLooks() throws Exception {
    byte[] future = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 70};
    assertThat(check(good().entry("META-INF/versions/26/a/Future.class", future).bytes()))
        .isNotNull();
  }

  @Test
  void refusesWhatIsNoClass() {
    assertRefused(good().entry("a/Text.class", "text").bytes(), "a/Text.class", "no Java class");
  }

  @Test
  void refusesACopyOfThePlatform() {
    assertRefused(
        good().classes(org.chaoschain.api.node.Node.class).bytes(),
        "copy of the platform's class org/chaoschain/api/node/Node.class",
        "scope provided");
  }

  private static TestJar good() {
    return TestJar.bundle("org.example.fish", "1.2.3")
        .classes(Greeter.class)
        .entry("greeting", "hi");
  }

  private PluginFile check(byte[] jar) throws Exception {
    Path file = folder.resolve("fish.jar");
    Files.write(file, jar);
    try {
      return new JarCheck(limits, 17)
          .check("fish.jar", store.stage("fish.jar", file, limits.fileBytes()));
    } finally {
      store.discard();
    }
  }

  private void assertRefused(byte[] jar, String... words) {
    assertThatThrownBy(() -> check(jar))
        .isInstanceOf(RejectedPluginException.class)
        .message()
        .contains(words);
  }

  private static byte[] replace(byte[] jar, String name, String by) {
    String text = new String(jar, java.nio.charset.StandardCharsets.ISO_8859_1);
    return text.replace(name, by).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
