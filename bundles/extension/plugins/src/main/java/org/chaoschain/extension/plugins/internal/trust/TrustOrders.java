// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.extension.signing.core.PluginStatement;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.RevocationList;

/** What the operator changes about trust, and sees of it. For one thread. */
public final class TrustOrders {
  private final Trust trust;

  TrustOrders(Trust trust) {
    this.trust = trust;
  }

  /** Trusts a publisher, {@code DID} or {@code DID=NAMES}. */
  public Map<String, Object> trust(String publisher) throws ControlException {
    TrustedPublisher wanted = parsed(() -> TrustedPublisher.parse(publisher));
    TrustBook next = trust.book().trusting(wanted);
    int count = next.publishers().size();
    if (!trust.limits().publishers().allows(count)) {
      throw ControlException.refused(
          trust.limits().publishers().refuse("trusted publishers", count).getMessage());
    }
    write(next);
    return row("trusted", wanted.id().toString(), wanted.names(), "by command");
  }

  /** Trusts a publisher no more, whatever it was trusted with. */
  public Map<String, Object> untrust(String publisher) throws ControlException {
    PublisherId id = parsed(() -> PublisherId.parse(publisher));
    if (trust.configured().stream().anyMatch(each -> each.id().equals(id))) {
      throw ControlException.refused(
          id
              + " is trusted by the configuration; take it out of extension.plugins.trusted, or revoke it: chaos plugin revoke "
              + id);
    }
    TrustBook next = trust.book().trustingOnly(each -> !each.id().equals(id));
    if (next.equals(trust.book())) {
      throw ControlException.notFound("the publisher " + id + " is not trusted anyway");
    }
    write(next);
    return row("untrusted", id.toString(), "*", "by command");
  }

  /** Approves the one file that waits under a plugin's name, or a file by its SHA-256. */
  public Map<String, Object> approve(String what) throws ControlException {
    List<PluginStatement> found =
        trust.pending().values().stream()
            .filter(
                each ->
                    each.content().name().equals(what)
                        || each.content().sha256().hex().equals(what))
            .toList();
    if (found.isEmpty()) {
      throw ControlException.notFound(
          "no signed file of a plugin '%s' was refused or waits; 'chaos plugin list' shows files"
              .formatted(what));
    }
    if (found.size() > 1) {
      throw ControlException.refused(
          "several files of %s wait; approve one by its SHA-256: %s"
              .formatted(
                  what,
                  String.join(
                      ", ",
                      found.stream()
                          .map(
                              each ->
                                  each.content().version() + " " + each.content().sha256().hex())
                          .toList())));
    }
    PluginStatement statement = found.get(0);
    Bytes sha256 = statement.content().sha256();
    write(
        trust
            .book()
            .approving(
                sha256, new TrustBook.Issue(statement.content().name(), statement.publisher())));
    trust.pending().remove(sha256);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("action", "approved");
    row.put("name", statement.content().name());
    row.put("version", statement.content().version());
    row.put("sha256", sha256.hex());
    row.put("publisher", statement.publisher().toString());
    return row;
  }

  /** Revokes a publisher, a file or a version on this node. */
  public Map<String, Object> revoke(String what, String reason) throws ControlException {
    LocalRevocation revocation = parsed(() -> LocalRevocation.parse(what, reason));
    write(trust.book().revoking(revocation));
    return row("revoked", revocation.what(), "", reason);
  }

  /** Takes a revocation of the operator back; what a publisher has revoked stays so. */
  public Map<String, Object> unrevoke(String what) throws ControlException {
    LocalRevocation revocation = parsed(() -> LocalRevocation.parse(what, ""));
    TrustBook next = trust.book().revokingOnly(each -> !each.sameTarget(revocation));
    if (next.equals(trust.book())) {
      throw ControlException.notFound("the operator has not revoked " + revocation.what());
    }
    write(next);
    return row("unrevoked", revocation.what(), "", "");
  }

  /** Takes a publisher's revocation list from a file. */
  public Map<String, Object> take(Path file) throws ControlException {
    RevocationList list;
    try {
      list = TrustFiles.list(file);
    } catch (IOException e) {
      throw ControlException.refused(e.getMessage());
    }
    PublisherId publisher = list.publisher();
    if (!known(publisher)) {
      throw ControlException.refused(
          "%s is a list of %s, of which nothing may run here anyway; trust it first if it should"
              .formatted(file, publisher));
    }
    RevocationList older = trust.lists().get(publisher);
    String action = "taken";
    if (older == null) {
      int count = trust.lists().size() + 1;
      if (!trust.limits().publishers().allows(count)) {
        throw ControlException.refused(
            trust.limits().publishers().refuse("revocation lists", count).getMessage());
      }
      write(list);
    } else if (older.equals(list)) {
      action = "unchanged";
    } else {
      Optional<String> fault = list.faultAsSuccessorOf(older);
      if (fault.isPresent()) {
        throw ControlException.refused("%s is not taken: %s".formatted(file, fault.get()));
      }
      write(list);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("action", action);
    row.put("publisher", publisher.toString());
    row.put("sequence", list.sequence());
    row.put("revocations", list.revocations().size());
    return row;
  }

  /** All that bears on trust, a row each. */
  public List<Map<String, Object>> rows() {
    List<Map<String, Object>> rows = new ArrayList<>();
    trust
        .configured()
        .forEach(
            each ->
                rows.add(row("trusted", each.id().toString(), each.names(), "by configuration")));
    TrustBook book = trust.book();
    book.publishers()
        .forEach(
            each -> rows.add(row("trusted", each.id().toString(), each.names(), "by command")));
    book.owners().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> rows.add(row("publishes", each.getValue().toString(), each.getKey(), "")));
    book.approvals().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            each ->
                rows.add(
                    row(
                        "approved",
                        each.getValue().publisher().toString(),
                        each.getValue().name(),
                        each.getKey().hex())));
    trust
        .lists()
        .values()
        .forEach(
            list ->
                list.revocations()
                    .forEach(
                        each ->
                            rows.add(
                                row(
                                    "revoked",
                                    list.publisher().toString(),
                                    each.target(),
                                    each.reason()))));
    book.revoked()
        .forEach(each -> rows.add(row("revoked", each.what(), "", each.revocation().reason())));
    trust
        .pending()
        .values()
        .forEach(
            each ->
                rows.add(
                    row(
                        "undecided",
                        each.publisher().toString(),
                        each.content().name() + " " + each.content().version(),
                        each.content().sha256().hex())));
    return rows;
  }

  /** Whether something of the publisher may run, or has run. */
  private boolean known(PublisherId publisher) {
    TrustBook book = trust.book();
    return trust.lists().containsKey(publisher)
        || book.owners().containsValue(publisher)
        || book.publishers().stream().anyMatch(each -> each.id().equals(publisher))
        || trust.configured().stream().anyMatch(each -> each.id().equals(publisher))
        || trust.pending().values().stream().anyMatch(each -> each.publisher().equals(publisher));
  }

  private void write(TrustBook next) throws ControlException {
    try {
      trust.write(next);
    } catch (IOException e) {
      throw ControlException.failed("the decision cannot be kept: " + e.getMessage());
    }
  }

  private void write(RevocationList list) throws ControlException {
    try {
      trust.write(list);
    } catch (IOException e) {
      throw ControlException.failed("the list cannot be kept: " + e.getMessage());
    }
  }

  private interface Reading<T> {
    T read();
  }

  private static <T> T parsed(Reading<T> reading) throws ControlException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
  }

  private static Map<String, Object> row(String what, String who, String plugin, String reason) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("action", what);
    row.put("who", who);
    row.put("plugin", plugin);
    row.put("reason", reason);
    return row;
  }
}
