// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.TestPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;
import org.chaoschain.extension.plugins.internal.trust.TrustPolicy;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.extension.signing.core.PluginContent;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.Revocation;
import org.chaoschain.extension.signing.core.RevocationList;
import org.chaoschain.extension.signing.file.PluginArchive;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose plugins run, from the file to the framework. */
class SignedPluginTest {
  private static final String FISH = "org.example.fish";
  private static final Instant CREATED = Instant.parse("2026-11-28T16:00:00Z");
  private static final PrivateKey ANNA = key(1);
  private static final PrivateKey BERT = key(2);

  @TempDir Path data;
  private TestNode node;

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static PrivateKey key(int seed) {
    return PrivateKey.generate(KeyType.ED25519, into -> Arrays.fill(into, (byte) seed));
  }

  private static String did(PrivateKey key) {
    return PublisherId.of(key).toString();
  }

  private void start(TrustPolicy policy, PrivateKey... trusted) throws Exception {
    List<String> publishers = Arrays.stream(trusted).map(SignedPluginTest::did).toList();
    node = new TestNode(data, TestNode.Settings.DEFAULT.trusting(policy, publishers));
  }

  private static TestJar fish(String version) {
    return fish(FISH, version);
  }

  private static TestJar fish(String name, String version) {
    return TestJar.bundle(name, version).component(Greeter.class, "").entry("greeting", version);
  }

  private Path signed(TestJar jar, PrivateKey key) throws Exception {
    Path file = jar.write(data.resolve("signed.jar"));
    sign(file, PluginArchive.read(file).content(), key, Optional.empty());
    return file;
  }

  private static void sign(
      Path file, PluginContent content, PrivateKey key, Optional<Instant> expires)
      throws Exception {
    Files.write(
        PluginSignatureFile.of(file),
        PluginSignature.sign(content, CREATED, expires, key).encode().toArray());
  }

  private void assertRefused(Path file, String... reasons) {
    assertThatThrownBy(() -> node.desk.install(file, false))
        .isInstanceOf(ControlException.class)
        .message()
        .contains(reasons);
    assertThat(node.bundles(FISH)).isZero();
    assertThat(data.resolve("plugins").resolve(".store")).isDirectoryNotContaining("glob:**.jar");
  }

  @Test
  void aPluginOfATrustedPublisherRuns() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    assertThat(node.desk.install(signed(fish("1.0.0"), ANNA), false))
        .containsEntry("action", "installed");
    assertThat(node.state(FISH)).isEqualTo("active");
    assertThat(node.desk.show(FISH)).containsEntry("publisher", did(ANNA));
  }

  @Test
  void anUnsignedPluginIsRefusedUnlessForDevelopment() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    assertRefused(fish("1.0.0").write(data.resolve("f.jar")), "is not signed", "policy=any");
    node.close();
    start(TrustPolicy.ASK);
    assertRefused(data.resolve("f.jar"), "is not signed");
    node.close();
    start(TrustPolicy.ANY);
    assertThat(node.desk.install(data.resolve("f.jar"), false))
        .containsEntry("action", "installed");
  }

  @Test
  void anUnknownPublisherIsRefusedUntilItIsTrusted() throws Exception {
    start(TrustPolicy.TRUSTED);
    Path file = signed(fish("1.0.0"), ANNA);
    assertRefused(file, did(ANNA), "chaos plugin trust", "--name " + FISH);
    node.desk.change(orders -> orders.trust(did(ANNA) + "=" + FISH));
    assertThat(node.desk.install(file, false)).containsEntry("action", "installed");
    Path other = signed(fish("org.example.other", "1.0.0"), ANNA);
    assertThatThrownBy(() -> node.desk.install(other, false))
        .hasMessageContaining("does not trust");
  }

  @Test
  void askLetsADroppedFileWaitForApproval() throws Exception {
    start(TrustPolicy.ASK);
    Path file = signed(fish("1.0.0"), ANNA);
    Path dropped = node.drop.resolve("fish.jar");
    Files.copy(file, dropped); // the jar first, then its signature
    Files.copy(PluginSignatureFile.of(file), PluginSignatureFile.of(dropped));
    node.await(
        "it waits", () -> node.idle(dropped).map(PluginRow::state).equals(Optional.of("waiting")));
    assertThat(node.bundles(FISH)).isZero();
    node.desk.change(orders -> orders.approve(FISH));
    node.await("it runs", () -> node.state(FISH).equals("active"));
    node.close();
    start(TrustPolicy.ASK);
    node.await("it runs after a restart", () -> node.state(FISH).equals("active"));
  }

  @Test
  void theSignatureMayComeFirst() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    Path file = signed(fish("1.0.0"), ANNA);
    Path dropped = node.drop.resolve("fish.jar");
    Files.copy(PluginSignatureFile.of(file), PluginSignatureFile.of(dropped));
    Files.copy(file, dropped);
    node.await("it runs", () -> node.state(FISH).equals("active"));
    assertThat(node.events.ofType("plugin.rejected")).isEmpty();
  }

  @Test
  void aChangedTruncatedOrSwappedFileIsRefused() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    Path file = signed(fish("1.0.0"), ANNA);
    byte[] good = Files.readAllBytes(file);
    byte[] changed = good.clone();
    changed[changed.length / 2] ^= 1;
    Files.write(file, changed);
    assertRefused(file, "is not the file that was signed");
    Files.write(file, Arrays.copyOf(good, good.length - 1));
    assertRefused(file, "is not the file that was signed");
    Files.write(file, fish("org.example.other", "1.0.0").bytes());
    assertRefused(file, "is not the file that was signed");
    Files.write(file, good);
    byte[] signature = Files.readAllBytes(PluginSignatureFile.of(file));
    byte[] broken = signature.clone();
    broken[broken.length - 10] = (byte) (broken[broken.length - 10] == '0' ? '1' : '0');
    Files.write(PluginSignatureFile.of(file), broken);
    assertRefused(file, "has a signature that does not fit");
    Files.write(PluginSignatureFile.of(file), Arrays.copyOf(signature, 300));
    assertRefused(file, "has no good signature");
    Files.write(PluginSignatureFile.of(file), new byte[100_001]);
    assertRefused(file, "more than 100000 bytes");
  }

  @Test
  void theSignatureIsForThatNameVersionAndThoseEntries() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    Path file = signed(fish("1.0.0"), ANNA);
    PluginContent is = PluginArchive.read(file).content();
    sign(file, with(is, "org.example.other", "1.0.0", is.entries()), ANNA, Optional.empty());
    assertRefused(
        file, "is the plugin org.example.fish, and its signature is for org.example.other");
    sign(file, with(is, FISH, "2.0.0", is.entries()), ANNA, Optional.empty());
    assertRefused(file, "its signature is for version 2.0.0");
    sign(
        file,
        with(is, FISH, "1.0.0", is.entries().subList(1, is.entries().size())),
        ANNA,
        Optional.empty());
    assertRefused(file, "which its signature does not list");
    Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
    Files.write(
        PluginSignatureFile.of(file),
        PluginSignature.sign(is, longAgo, Optional.of(longAgo.plusSeconds(1)), ANNA)
            .encode()
            .toArray());
    assertRefused(file, "expired at");
  }

  private static PluginContent with(
      PluginContent is,
      String name,
      String version,
      List<org.chaoschain.extension.signing.core.PluginEntry> entries) {
    return new PluginContent(is.kind(), name, version, is.size(), is.sha256(), entries);
  }

  @Test
  void aSignatureThatIsALinkIsNotFollowed() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    Path file = signed(fish("1.0.0"), ANNA);
    Path beside = PluginSignatureFile.of(file);
    Files.move(beside, data.resolve("elsewhere"));
    Files.createSymbolicLink(beside, data.resolve("elsewhere"));
    assertRefused(file, "is a link");
  }

  @Test
  void aNameStaysWithItsPublisherUnlessApproved() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA, BERT);
    node.desk.install(signed(fish("1.0.0"), ANNA), false);
    Path taken = signed(fish("2.0.0"), BERT);
    assertThatThrownBy(() -> node.desk.install(taken, false))
        .hasMessageContaining("was published by " + did(ANNA));
    assertThatThrownBy(
            () -> node.desk.install(signed(fish("Org.Example.Fish", "1.0.0"), BERT), false))
        .hasMessageContaining("looks like " + FISH);
    Path again = signed(fish("2.0.0"), BERT);
    assertThatThrownBy(() -> node.desk.install(again, false)).isInstanceOf(ControlException.class);
    node.desk.change(orders -> orders.approve(FISH));
    assertThat(node.desk.install(again, false)).containsEntry("action", "updated");
  }

  @Test
  void anApprovalIsOfTheFileAsItsPublisherSignedIt() throws Exception {
    start(TrustPolicy.TRUSTED);
    node.desk.change(orders -> orders.trust(did(BERT) + "=org.example.bert"));
    Path file = signed(fish("1.0.0"), ANNA);
    assertRefused(file, "does not trust");
    node.desk.change(orders -> orders.approve(FISH));
    Path same = signed(fish("1.0.0"), BERT);
    assertRefused(same, did(BERT), "does not trust");
    node.close();
    start(TrustPolicy.TRUSTED);
    assertRefused(same, did(BERT), "does not trust");
    Path again = signed(fish("1.0.0"), ANNA);
    assertThat(node.desk.install(again, false)).containsEntry("action", "installed");
  }

  @Test
  void whatRanForDevelopmentDoesNotStartUnderAStricterPolicy() throws Exception {
    start(TrustPolicy.ANY);
    node.desk.install(fish("1.0.0").write(data.resolve("unsigned.jar")), false);
    node.desk.install(signed(fish("org.example.other", "1.0.0"), BERT), false);
    node.close();
    start(TrustPolicy.TRUSTED, ANNA);
    node.await("unsigned", () -> node.state(FISH).equals("rejected"));
    node.await("not trusted", () -> node.state("org.example.other").equals("rejected"));
    assertThat(node.bundles(FISH) + node.bundles("org.example.other")).isZero();
  }

  @Test
  void aRevocationStrikesAVersionAsTheNodeShowsIt() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    for (String shown : List.of("1.0.release", "1.0.0.release", "1.0.0", "1.0", "1.0+build.7")) {
      node.desk.change(orders -> orders.revoke(TestPlugin.ID + "@" + shown, "lies"));
      Path file = signed(TestPlugin.jar("1.0+build.7", "hello"), ANNA);
      if (shown.equals("1.0.release")) {
        assertThatThrownBy(() -> node.desk.install(file, false))
            .hasMessageNotContaining("has revoked it"); // no form of that version
      } else {
        assertRefused(file, "the operator has revoked it");
      }
      node.desk.change(orders -> orders.unrevoke(TestPlugin.ID + "@" + shown));
    }
  }

  @Test
  void anOlderVersionIsRefusedAlsoAfterRemovalAndAWipedStore() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    node.desk.install(signed(fish("2.0.0"), ANNA), false);
    node.desk.remove(FISH, false, false);
    node.close();
    try (var files = Files.walk(node.drop.resolve(".store"))) {
      files.filter(Files::isRegularFile).forEach(file -> file.toFile().delete());
    }
    start(TrustPolicy.TRUSTED, ANNA);
    Path older = signed(fish("1.0.0"), ANNA);
    assertRefused(older, "this node has run version 2.0.0", "--force");
    assertThat(node.desk.install(older, true)).containsEntry("action", "installed");
    node.close();
    start(TrustPolicy.TRUSTED, ANNA);
    node.await("it runs after a restart", () -> node.state(FISH).equals("active"));
    node.await("its file is taken", () -> node.idle(node.drop.resolve(FISH + ".jar")).isEmpty());
  }

  @Test
  void aRevokedPluginIsTakenDownAtOnceAndStaysDown() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    node.desk.install(signed(fish("1.0.0"), ANNA), false);
    Path list = data.resolve("anna.revoked");
    Files.write(list, revoked(1, "1.0.0").encode().toArray());
    node.desk.change(orders -> orders.take(list));
    assertThat(node.state(FISH)).isEqualTo("revoked");
    assertThat(node.bundles(FISH)).isZero();
    assertThat(node.greetings()).isEmpty();
    assertThat(node.events.ofType("plugin.withdrawn")).hasSize(1);
    assertThatThrownBy(() -> node.desk.install(signed(fish("1.0.0"), ANNA), false))
        .hasMessageContaining("its publisher has revoked it")
        .hasMessageContaining("eats memes");
    Files.write(list, revoked(1, "0.9.0").encode().toArray());
    assertThatThrownBy(() -> node.desk.change(orders -> orders.take(list)))
        .hasMessageContaining("sequence number");
    node.close();
    start(TrustPolicy.TRUSTED, ANNA);
    node.await("known", () -> node.state(FISH).equals("revoked"));
    assertThat(node.bundles(FISH)).isZero();
    assertThat(node.desk.install(signed(fish("1.0.1"), ANNA), false))
        .containsEntry("action", "updated");
  }

  private static RevocationList revoked(long sequence, String version) {
    return RevocationList.sign(
        sequence, CREATED, List.of(new Revocation.OfVersion(FISH, version, "eats memes")), ANNA);
  }

  @Test
  void theOperatorRevokesAndTakesBack() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    node.desk.install(signed(fish("1.0.0"), ANNA), false);
    for (String what : List.of(did(ANNA), FISH + "@1.0.0")) {
      node.desk.change(orders -> orders.revoke(what, "for now"));
      assertThat(node.bundles(FISH)).isZero();
      node.desk.change(orders -> orders.unrevoke(what));
      node.await("it runs again", () -> node.state(FISH).equals("active"));
    }
  }

  @Test
  void whatChangedInTheStoreDoesNotStartAndTheDroppedFileMendsIt() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    node.desk.install(signed(fish("1.0.0"), ANNA), false);
    node.close();
    Path store = node.drop.resolve(".store");
    try (var files = Files.newDirectoryStream(store, "*.sig")) {
      for (Path file : files) {
        Files.writeString(file, Files.readString(file).replace("created 2026", "created 2025"));
      }
    }
    start(TrustPolicy.TRUSTED, ANNA);
    node.await("mended from the folder", () -> node.state(FISH).equals("active"));
    assertThat(node.events.ofType("plugin.failed").toString()).contains("changed or damaged");
  }

  @Test
  void whatIsRememberedIsTheOwnersAloneAndStopsPluginsWhenItIsBroken() throws Exception {
    start(TrustPolicy.TRUSTED, ANNA);
    node.desk.install(signed(fish("1.0.0"), ANNA), false);
    Path book = node.drop.resolve(".trust").resolve("trust.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(book)))
        .isEqualTo("rw-------");
    node.close();
    node = null;
    Files.copy(book, data.resolve("kept"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(book, "{}");
    assertThatThrownBy(() -> start(TrustPolicy.TRUSTED, ANNA))
        .hasMessageContaining("trust.json cannot be used");
  }
}
