// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;
import org.chaoschain.extension.plugins.internal.pf4j.Pf4jVersion;
import org.chaoschain.extension.signing.core.PluginContent;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.chaoschain.extension.signing.core.PluginStatement;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.RevocationList;
import org.chaoschain.extension.signing.core.SignatureFormatException;
import org.osgi.framework.Version;

/**
 * Decides whose plugins run. It is asked before a file is copied, after it was checked, and each
 * time before a plugin reaches the framework. For one thread.
 */
public final class Trust {
  private static final int MAX_PENDING = 64;

  private final TrustPolicy policy;
  private final List<TrustedPublisher> configured;
  private final TrustLimits limits;
  private final TrustFiles files;
  private final Clock clock;
  private final Map<PublisherId, RevocationList> lists;
  private final Map<Bytes, PluginStatement> pending = new LinkedHashMap<>();
  private TrustBook book;

  private Trust(
      TrustPolicy policy,
      List<TrustedPublisher> configured,
      TrustLimits limits,
      TrustFiles files,
      Clock clock)
      throws IOException {
    this.policy = policy;
    this.configured = List.copyOf(configured);
    this.limits = limits;
    this.files = files;
    this.clock = clock;
    this.lists = files.lists();
    this.book = files.read();
  }

  /**
   * Reads what is remembered.
   *
   * @param configured publishers, each {@code DID} or {@code DID=NAMES}
   * @param folder made if it is not there
   * @throws IOException if what is remembered cannot be read; then no plugin is to run
   * @throws IllegalArgumentException if a publisher is none
   */
  public static Trust open(
      TrustPolicy policy, List<String> configured, TrustLimits limits, Path folder, Clock clock)
      throws IOException {
    return new Trust(
        policy,
        configured.stream().map(TrustedPublisher::parse).toList(),
        limits,
        new TrustFiles(folder),
        clock);
  }

  /** Whose plugins may run. */
  public TrustPolicy policy() {
    return policy;
  }

  /**
   * Decides by its signature whether a file may be looked into.
   *
   * @param file what people know it as
   * @param signatureFile where its signature would be
   * @param force whether an older version than has run is wanted all the same
   * @throws RejectedPluginException if it may not
   */
  public Admission admit(String file, Path signatureFile, boolean force)
      throws RejectedPluginException {
    Optional<PluginSignature> signature = read(file, signatureFile);
    if (signature.isEmpty()) {
      if (policy != TrustPolicy.ANY) {
        throw RejectedPluginException.incomplete(
            file,
            "is not signed: there is no %s beside it. Its publisher signs it with 'chaos plugin sign'; for development, a node runs unsigned plugins with extension.plugins.policy=any"
                .formatted(signatureFile.getFileName()));
      }
      return new Admission(this, file, signature, force);
    }
    PluginStatement statement = signature.get().statement();
    Optional<Objection> objection = judge(statement);
    if (objection.isPresent()) {
      remember(statement, objection.get());
      throw RejectedPluginException.objected(
          file, objection.get().state().word(), objection.get().reason());
    }
    Optional<Instant> expires = statement.expires();
    if (expires.isPresent() && !clock.now().isBefore(expires.get())) {
      throw RejectedPluginException.wrong(
          file,
          "has a signature that expired at %s; its publisher signs it anew, or has a newer version"
              .formatted(expires.get()));
    }
    return new Admission(this, file, signature, force);
  }

  /**
   * A signed file, judged by its signature alone.
   *
   * @param signature good
   * @param objection why it must not run; empty if it may
   */
  public record Candidate(PluginSignature signature, Optional<Objection> objection) {}

  /**
   * Judges a file by its signature; the operator can approve it then, if it is refused for who
   * signed it.
   *
   * @return empty if there is no signature
   * @throws RejectedPluginException if the signature is not good
   */
  public Optional<Candidate> candidate(String file, Path signatureFile)
      throws RejectedPluginException {
    Optional<PluginSignature> signature = read(file, signatureFile);
    if (signature.isEmpty()) {
      return Optional.empty();
    }
    Optional<Objection> objection = judge(signature.get().statement());
    objection.ifPresent(each -> remember(signature.get().statement(), each));
    return Optional.of(new Candidate(signature.get(), objection));
  }

  /**
   * The signature of a file that waits for the operator and could run if he approved it; empty if
   * it does not wait, or its signature has expired.
   *
   * @throws RejectedPluginException if the signature is not good
   */
  public Optional<PluginSignature> waiting(String file, Path signatureFile)
      throws RejectedPluginException {
    return candidate(file, signatureFile)
        .filter(
            each -> each.objection().filter(o -> o.state() == Objection.State.WAITING).isPresent())
        .map(Candidate::signature)
        .filter(
            each -> each.statement().expires().filter(end -> !clock.now().isBefore(end)).isEmpty());
  }

  /** Nobody asks about that file any more. */
  public void forget(String sha256) {
    pending.remove(Bytes.fromHex(sha256));
  }

  /**
   * Why a plugin that stands in the store must not run. Asked each time before the framework gets
   * it, and whenever trust has changed.
   *
   * @param signature what stands beside it in the store
   */
  public Optional<Objection> objection(DesiredPlugin plugin, Optional<Bytes> signature) {
    Bytes sha256 = Bytes.fromHex(plugin.sha256());
    if (signature.isEmpty()) {
      if (policy != TrustPolicy.ANY) {
        return rejected(
            "it is not signed, and extension.plugins.policy is %s".formatted(policy.word()));
      }
      return revoked(Optional.empty(), plugin.name(), plugin.version().toString(), sha256);
    }
    try {
      PluginSignature parsed = PluginSignature.parse(signature.get());
      PluginContent content = parsed.statement().content();
      if (!parsed.good() || !content.sha256().equalsConstantTime(sha256)) {
        return rejected("its signature in the store was changed or damaged");
      }
      if (!content.name().equals(plugin.name())) {
        return rejected("its signature in the store is for " + content.name());
      }
      return judge(parsed.statement());
    } catch (SignatureFormatException e) {
      return rejected("its signature in the store was changed or damaged: " + e.getMessage());
    }
  }

  /** Why a file that was checked must not run, although its signature is good. */
  Optional<Objection> objection(PluginFile plugin, Optional<PublisherId> publisher, boolean force) {
    if (publisher.isEmpty()) {
      return revoked(
          Optional.empty(),
          plugin.name(),
          plugin.version().toString(),
          Bytes.fromHex(plugin.sha256()));
    }
    if (policy == TrustPolicy.ANY || force) {
      return Optional.empty();
    }
    Version highest = book.highest().get(new TrustBook.Issue(plugin.name(), publisher.get()));
    if (highest != null && highest.compareTo(plugin.version()) > 0) {
      return rejected(
          "has version %s, and this node has run version %s of %s; 'chaos plugin install --force' goes back all the same"
              .formatted(plugin.version(), highest, plugin.name()));
    }
    return Optional.empty();
  }

  /**
   * A plugin has come up: from now on its name is its publisher's, and its version the least.
   *
   * @param forced whether the operator wants this version, although a higher one may have run
   * @throws IOException if that cannot be written
   */
  public void ran(DesiredPlugin plugin, Optional<Bytes> signature, boolean forced)
      throws IOException {
    Optional<PublisherId> publisher = signature.flatMap(Trust::publisher);
    if (publisher.isEmpty()) {
      return;
    }
    TrustBook next = book.running(plugin.name(), publisher.get(), plugin.version());
    if (forced) {
      next = next.backTo(plugin.name(), publisher.get(), plugin.version());
    }
    if (!next.equals(book)) {
      write(next);
    }
  }

  /** Who signed what stands in the store. */
  public static Optional<PublisherId> publisher(Bytes signature) {
    try {
      return Optional.of(PluginSignature.parse(signature).statement().publisher());
    } catch (SignatureFormatException e) {
      return Optional.empty();
    }
  }

  /** What the operator may change, and see. */
  public TrustOrders orders() {
    return new TrustOrders(this);
  }

  TrustBook book() {
    return book;
  }

  List<TrustedPublisher> configured() {
    return configured;
  }

  Map<PublisherId, RevocationList> lists() {
    return lists;
  }

  /** Files that wait for a decision, by their SHA-256. */
  Map<Bytes, PluginStatement> pending() {
    return pending;
  }

  TrustLimits limits() {
    return limits;
  }

  void write(TrustBook next) throws IOException {
    if (next.remembered() > book.remembered() && !limits.remembered().allows(next.remembered())) {
      throw new IOException(
          limits
              .remembered()
              .refuse("what is remembered of plugins", next.remembered())
              .getMessage());
    }
    files.write(next);
    book = next;
  }

  void write(RevocationList list) throws IOException {
    files.write(list);
    lists.put(list.publisher(), list);
  }

  private Optional<PluginSignature> read(String file, Path signatureFile)
      throws RejectedPluginException {
    String name = signatureFile.getFileName().toString();
    try {
      int limit = Math.toIntExact(limits.signatureBytes().value());
      Bytes bytes = TrustFiles.bounded(signatureFile, limit);
      PluginSignature signature = PluginSignature.parse(bytes);
      if (!signature.good()) {
        throw RejectedPluginException.incomplete(
            file,
            "has a signature that does not fit: %s is not what %s has signed"
                .formatted(name, signature.statement().publisher()));
      }
      return Optional.of(signature);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (SignatureFormatException e) {
      throw RejectedPluginException.incomplete(
          file, "has no good signature: %s, %s".formatted(name, e.getMessage()));
    } catch (IOException e) {
      throw RejectedPluginException.incomplete(
          file, "has a signature that is not read: " + e.getMessage());
    }
  }

  private Optional<Objection> judge(PluginStatement statement) {
    PluginContent content = statement.content();
    PublisherId publisher = statement.publisher();
    Optional<Objection> revoked = revoked(statement);
    if (revoked.isPresent() || policy == TrustPolicy.ANY || book.approves(statement)) {
      return revoked;
    }
    String name = content.name();
    if (!trusted(publisher, name)) {
      return undecided(
          "%s %s is signed by %s, which this node does not trust; to trust it with this plugin: chaos plugin trust %s --name %s"
              .formatted(name, content.version(), publisher, publisher, name));
    }
    Optional<PublisherId> owner = book.owner(name);
    if (owner.isPresent() && !owner.get().equals(publisher)) {
      return undecided(
          "%s was published by %s so far, and this file is signed by %s; to take the plugin from it: chaos plugin approve %s"
              .formatted(name, owner.get(), publisher, name));
    }
    return book.owners().entrySet().stream()
        .filter(known -> NameShape.alike(known.getKey(), name))
        .filter(known -> !known.getValue().equals(publisher))
        .findFirst()
        .flatMap(
            known ->
                undecided(
                    "the name %s looks like %s, a plugin of another publisher; if that is meant: chaos plugin approve %s"
                        .formatted(name, known.getKey(), name)));
  }

  private boolean trusted(PublisherId publisher, String name) {
    List<TrustedPublisher> all = new ArrayList<>(configured);
    all.addAll(book.publishers());
    return all.stream().anyMatch(each -> each.covers(publisher, name));
  }

  private Optional<Objection> revoked(PluginStatement statement) {
    PluginContent content = statement.content();
    PublisherId publisher = statement.publisher();
    return forms(content.version()).stream()
        .map(form -> revoked(Optional.of(publisher), content.name(), form, content.sha256()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * How people may write a version: as its signature does, as the node shows it, and of a PF4J
   * plugin without what follows a plus sign, which makes no other version of it. Whichever of them
   * is revoked strikes.
   */
  private static Set<String> forms(String version) {
    Set<String> forms = new LinkedHashSet<>(List.of(version));
    String plain = version.replaceFirst("\\+.*", "");
    for (String each : List.of(version, plain)) {
      forms.add(each);
      parsed(() -> Version.parseVersion(each)).ifPresent(forms::add);
    }
    parsed(() -> Pf4jVersion.parse(version)).ifPresent(forms::add);
    return forms;
  }

  private static Optional<String> parsed(Supplier<Version> version) {
    try {
      return Optional.of(version.get().toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the version of a plugin of the other kind
    }
  }

  private Optional<Objection> revoked(
      Optional<PublisherId> signer, String name, String version, Bytes sha256) {
    Optional<Objection> bySigner =
        signer
            .map(lists::get)
            .flatMap(list -> list.striking(name, version, sha256))
            .map(each -> revoked("its publisher has revoked it", each.target(), each.reason()));
    if (bySigner.isPresent()) {
      return bySigner;
    }
    return book.revoked().stream()
        .filter(each -> each.strikes(signer, name, version, sha256))
        .findFirst()
        .map(
            each ->
                revoked("the operator has revoked it", each.what(), each.revocation().reason()));
  }

  private static Objection revoked(String who, String what, String reason) {
    return new Objection(
        Objection.State.REVOKED,
        "%s (%s)%s".formatted(who, what, reason.isEmpty() ? "" : ": " + reason));
  }

  private Optional<Objection> undecided(String reason) {
    return Optional.of(
        new Objection(
            policy == TrustPolicy.ASK ? Objection.State.WAITING : Objection.State.REJECTED,
            reason));
  }

  private static Optional<Objection> rejected(String reason) {
    return Optional.of(new Objection(Objection.State.REJECTED, reason));
  }

  private void remember(PluginStatement statement, Objection objection) {
    if (objection.state() == Objection.State.REVOKED) {
      return;
    }
    pending.remove(statement.content().sha256());
    pending.put(statement.content().sha256(), statement);
    if (pending.size() > MAX_PENDING) {
      pending.remove(pending.keySet().iterator().next());
    }
  }
}
