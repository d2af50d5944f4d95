// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The features that are shipped beside {@code node}. */
class FeaturesIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"everything", "relay-only", "base"})
  void aShippedFeatureStartsByItsName(String name) throws IOException, InterruptedException {
    Call run =
        Packed.chaos(
            "run",
            "--init",
            "--quiet",
            "--json",
            "--exit-when-ready",
            "--feature",
            name,
            "--data",
            folder.resolve("data"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("ready").getAsBoolean()).isTrue();
  }

  @Test
  void everythingHasAllThatOtherFeaturesHave() throws IOException {
    Set<String> everything = bundles("everything");
    assertThat(everything).containsAll(bundles("node")).containsAll(bundles("relay-only"));
    assertThat(bundles("relay-only")).containsAll(bundles("base"));
    try (Stream<Path> jars = Files.list(Packed.HOME.resolve("lib").resolve("bundles"))) {
      assertThat(jars).hasSameSizeAs(everything);
    }
  }

  @Test
  void theBillOfMaterialsListsEveryJarAndPluginThatIsShippedWithItsHash()
      throws IOException, NoSuchAlgorithmException {
    Path bill = Packed.HOME.resolve("bom.json");
    JsonObject bom = JsonParser.parseString(Files.readString(bill)).getAsJsonObject();
    assertThat(bom.get("bomFormat").getAsString()).isEqualTo("CycloneDX");
    Map<String, String> listed = new TreeMap<>();
    for (JsonElement each : bom.getAsJsonArray("components")) {
      JsonObject component = each.getAsJsonObject();
      JsonObject hash = component.getAsJsonArray("hashes").get(0).getAsJsonObject();
      assertThat(hash.get("alg").getAsString()).isEqualTo("SHA-256");
      assertThat(component.getAsJsonArray("licenses")).as(component.toString()).isNotEmpty();
      for (JsonElement path : component.getAsJsonArray("properties")) {
        listed.put(
            path.getAsJsonObject().get("value").getAsString(), hash.get("content").getAsString());
      }
    }
    Map<String, String> shipped = new TreeMap<>();
    for (String folder : List.of("lib", "repo", "plugins-available")) {
      for (Path jar : archives(Packed.HOME.resolve(folder))) {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        shipped.put(
            Packed.HOME.relativize(jar).toString().replace('\\', '/'),
            HexFormat.of().formatHex(sha256));
      }
    }
    assertThat(shipped).hasSizeGreaterThan(50);
    assertThat(listed).isEqualTo(shipped);
  }

  @Test
  void theBillOfMaterialsIsTheSameWheneverItIsMadeAndIsInTheArchive()
      throws IOException, InterruptedException {
    byte[] bill = Files.readAllBytes(Packed.HOME.resolve("bom.json"));
    Path again = folder.resolve("bom.json");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Packed.HOME.resolve("lib")
                    + "/*"
                    + File.pathSeparator
                    + Packed.HOME.resolve("lib/dist")
                    + "/*",
                "org.chaoschain.assembly.PackedBill",
                Packed.HOME.toString(),
                again.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(again).hasBinaryContent(bill);
    try (Stream<Path> files = Files.list(Packed.HOME.getParent())) {
      Path archive =
          files
              .filter(file -> file.getFileName().toString().matches("chaos-.*[.]zip"))
              .findFirst()
              .orElseThrow();
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        String top = archive.getFileName().toString().replace(".zip", "/");
        assertThat(zip.getEntry(top + "LICENSE")).isNotNull();
        assertThat(zip.getInputStream(zip.getEntry(top + "bom.json"))).hasBinaryContent(bill);
      }
    }
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().matches(".*\\.(jar|zip)")).toList();
    }
  }

  private static Set<String> bundles(String feature) throws IOException {
    Path file = Packed.HOME.resolve("features").resolve(feature + ".json");
    Set<String> ids = new TreeSet<>();
    JsonParser.parseString(Files.readString(file))
        .getAsJsonObject()
        .getAsJsonArray("bundles")
        .forEach(bundle -> ids.add(bundle.getAsJsonObject().get("id").getAsString()));
    return ids;
  }

  @Test
  void aFeatureThatIsNotShippedIsToldWithTheFileThatIsMissing()
      throws IOException, InterruptedException {
    Call run = Packed.chaos("run", "--feature", "everythin", "--data", folder.resolve("data"));
    assertThat(run.code()).isEqualTo(6);
    assertThat(run.err()).contains("no feature 'everythin' is shipped");
  }

  @Test
  void aRelayHandsOnWhatNodesPublishThatKnowOnlyTheRelay()
      throws IOException, InterruptedException, ExecutionException {
    try (Running relay =
        start("relay", "--feature", "relay-only", "--set", "p2p.host.target.peers=0")) {
      String address = relay.ready().getAsJsonArray("addresses").get(0).getAsString();
      // a node that dials nobody but the relay, and is dialled by nobody, hears through the relay
      // alone
      String peer = relay.ready().get("peer_id").getAsString();
      String bootstrap = address.endsWith(peer) ? address : address + "/p2p/" + peer;
      try (Running ann =
              start(
                  "ann",
                  "--bootstrap",
                  bootstrap,
                  "--set",
                  "p2p.host.target.peers=1",
                  "--set",
                  "agent.local.names=ann");
          Running ben =
              start(
                  "ben",
                  "--bootstrap",
                  bootstrap,
                  "--set",
                  "p2p.host.target.peers=1",
                  "--set",
                  "agent.local.names=ben")) {
        assertThat(
                ann.ready().get("ready").getAsBoolean() && ben.ready().get("ready").getAsBoolean())
            .isTrue();
        Packed.until(
            () ->
                Packed.chaos("status", "--json", "--data", folder.resolve("relay"))
                    .out()
                    .contains("\"connections\":2"));
        Packed.until(() -> heard("ben", "good morning"));
        assertThat(judged("relay")).isPositive();
      }
    }
  }

  /** Publishes once more, since the subscriptions may not have reached the relay yet. */
  private boolean heard(String name, String text) throws IOException, InterruptedException {
    Packed.chaos("broadcast", "--data", folder.resolve("ann"), text);
    return Packed.chaos("messages", "--json", "--data", folder.resolve(name)).out().contains(text);
  }

  private long judged(String name) throws IOException, InterruptedException {
    Call metrics =
        Packed.chaos("metrics", "p2p.gossipsub.judged", "--json", "--data", folder.resolve(name));
    return metrics.out().lines().filter(line -> line.contains("ACCEPT")).count();
  }

  private Running start(String name, String... more)
      throws IOException, InterruptedException, ExecutionException {
    Object[] first = {
      "run", "--init", "--quiet", "--json", "--name", name, "--data", folder.resolve(name)
    };
    Object[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    Running running = Packed.run(folder.resolve(name + ".err"), all);
    JsonObject ready = running.ready();
    assertThat(ready.get("name").getAsString()).isEqualTo(name);
    return running;
  }
}
