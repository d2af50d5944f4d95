// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.Kernel;
import org.chaoschain.kernel.KernelException;
import org.chaoschain.kernel.Platform;

/** Builds a distribution from a feature file. Works offline: it only reads what is on the disk. */
public final class Assembly {
  private static final Duration TRIAL_PATIENCE = Duration.ofMinutes(2);

  private Assembly() {}

  /**
   * What to build.
   *
   * @param home the installation whose parts are taken first
   * @param feature the feature file
   * @param repositories folders laid out as Maven repositories, the preferred one first
   * @param output the archive (.tar.gz); replaced if it is there
   * @param lock build exactly what this lock file says, or fail
   * @param boot whether to start the result once
   */
  public record Order(
      Path home,
      Path feature,
      List<Path> repositories,
      Path output,
      Optional<Path> lock,
      boolean boot) {
    /** Keeps an immutable copy. */
    public Order {
      repositories = List.copyOf(repositories);
    }
  }

  /**
   * A bundle of the result.
   *
   * @param id its coordinates
   * @param origin where it was found
   * @param reason who needs it for what
   * @param root whether the feature file names it
   */
  public record Choice(Coordinates id, String origin, String reason, boolean root) {}

  /**
   * What was built.
   *
   * @param inventory what it is made of
   * @param choices its bundles, ordered by id
   * @param archive the archive
   * @param lock the lock file beside it
   * @param bytes the size of the archive
   * @param readyMillis how long its trial start took
   * @param remarks what may be a mistake, for people
   */
  public record Built(
      Inventory inventory,
      List<Choice> choices,
      Path archive,
      Path lock,
      long bytes,
      OptionalLong readyMillis,
      List<String> remarks) {
    /** Keeps immutable copies. */
    public Built {
      choices = List.copyOf(choices);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Builds it. Nothing is left behind but the archive and its lock file, and these only if all went
   * well.
   *
   * @throws AssemblyException if it cannot be built, with what is wrong
   */
  public static Built build(Order order) throws AssemblyException, InterruptedException {
    InstalledNode node = InstalledNode.of(order.home());
    NodeDescription description =
        new DescriptionReader(order.home().resolve("features")).read(order.feature());
    Path scratch = null;
    try {
      scratch = Files.createTempDirectory("chaos-dist");
      Resolution resolution = resolve(order, node, description, scratch);
      NodeSettings settings = NodeSettings.check(description, resolution);
      return make(order, node, description, resolution, settings, scratch);
    } catch (IOException e) {
      throw new AssemblyException(
          Kind.FILES, "a file cannot be read or written: " + e, "look at space and modes", e);
    } finally {
      delete(scratch);
    }
  }

  /**
   * Finds the bundles that a description needs.
   *
   * @param scratch a folder for the framework's files
   */
  static Resolution resolve(
      Order order, InstalledNode node, NodeDescription description, Path scratch)
      throws AssemblyException, InterruptedException, IOException {
    Optional<Inventory> lock =
        order.lock().isPresent() ? Optional.of(lock(order.lock().get())) : Optional.empty();
    Platform platform;
    try {
      platform = Platform.read(Files.createDirectory(scratch.resolve("framework")));
    } catch (KernelException e) {
      throw new AssemblyException(Kind.FILES, e.getMessage(), "", e);
    }
    // The local repository is read only if the installation does not suffice: it may be large.
    BundleRepository repository = new BundleRepository();
    repository.addInstallation(node);
    if (lock.isEmpty()) {
      try {
        return resolver(description, platform, repository.bundles()).resolve();
      } catch (AssemblyException e) {
        if (order.repositories().isEmpty()) {
          throw e;
        }
      }
    }
    for (Path folder : order.repositories()) {
      repository.addMaven(folder, folder.toString());
    }
    List<BundleResource> bundles =
        lock.isPresent() ? locked(lock.get(), repository.bundles()) : repository.bundles();
    return resolver(description, platform, bundles).resolve();
  }

  private static NodeResolver resolver(
      NodeDescription description, Platform platform, List<BundleResource> bundles) {
    Candidates candidates = new Candidates(platform, description.services(), bundles);
    return new NodeResolver(description.id().toString(), description.roots(), candidates);
  }

  private static Inventory lock(Path file) throws AssemblyException, IOException {
    try {
      return Inventory.ofLock(Files.readAllBytes(file));
    } catch (java.nio.file.NoSuchFileException e) {
      throw new AssemblyException(
          Kind.NOT_FOUND, "there is no lock file " + file, "build without --lock to make one", e);
    } catch (IllegalArgumentException e) {
      throw new AssemblyException(
          Kind.INPUT, file + ": " + e.getMessage(), "build without --lock to make a new one", e);
    }
  }

  /** The bundles that the lock names, with exactly the bytes it names. */
  private static List<BundleResource> locked(Inventory lock, List<BundleResource> bundles)
      throws AssemblyException, IOException {
    Map<Coordinates, BundleResource> byId = new HashMap<>();
    bundles.forEach(bundle -> byId.put(bundle.id(), bundle));
    List<BundleResource> kept = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Part part : lock.parts()) {
      if (part.startOrder() == 0) {
        continue;
      }
      BundleResource bundle = byId.get(part.id());
      if (bundle == null) {
        problems.add(part.id() + " is in no repository");
        continue;
      }
      String hash = Hashes.of(bundle.file());
      if (!hash.equals(part.sha256())) {
        problems.add(
            "%s in %s has the SHA-256 %s, not %s"
                .formatted(part.id(), bundle.origin().name(), hash, part.sha256()));
      }
      kept.add(bundle);
    }
    if (!problems.isEmpty()) {
      throw new AssemblyException(
          Kind.LOCKED,
          "what the lock file names is not there as it was:\n  " + String.join("\n  ", problems),
          "name the repository it was built from, or build without --lock to make a new one");
    }
    return kept;
  }

  private static Built make(
      Order order,
      InstalledNode node,
      NodeDescription description,
      Resolution resolution,
      NodeSettings settings,
      Path scratch)
      throws AssemblyException, IOException, InterruptedException {
    String top = description.id().artifact() + "-" + description.id().version();
    Path folder = Files.createDirectory(scratch.resolve(top));
    NodeFolder written = new NodeFolder(folder, node, description, resolution, settings);
    Inventory inventory = written.write(Kernel.version());
    if (order.lock().isPresent()) {
      requireSame(order.lock().get(), inventory);
    }
    OptionalLong ready = OptionalLong.empty();
    if (order.boot()) {
      Path trial = Files.createDirectory(scratch.resolve("trial"));
      ready = OptionalLong.of(TrialStart.run(folder, trial, settings.keys(), TRIAL_PATIENCE));
    }
    List<String> remarks = new ArrayList<>(settings.remarks());
    written
        .withoutLicence()
        .forEach(id -> remarks.add(id + " says nothing of its licence: look it up"));
    Path output = order.output().toAbsolutePath().normalize();
    Path lock = output.resolveSibling(lockName(output.getFileName().toString()));
    Path unfinished = output.resolveSibling(output.getFileName() + ".part");
    Files.createDirectories(output.getParent());
    try {
      TarArchive.write(folder, top, unfinished);
      Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
      Files.write(lock, inventory.lock());
    } finally {
      Files.deleteIfExists(unfinished);
    }
    List<Choice> choices =
        resolution.chosen().stream()
            .map(
                each ->
                    new Choice(
                        each.bundle().id(),
                        each.bundle().origin().name(),
                        each.reason(),
                        each.root()))
            .toList();
    return new Built(inventory, choices, output, lock, Files.size(output), ready, remarks);
  }

  private static String lockName(String archive) {
    String name = archive;
    for (String ending : List.of(".gz", ".tar", ".tgz")) {
      if (name.endsWith(ending)) {
        name = name.substring(0, name.length() - ending.length());
      }
    }
    return name + ".lock.json";
  }

  private static void requireSame(Path file, Inventory made) throws AssemblyException, IOException {
    if (Arrays.equals(Files.readAllBytes(file), made.lock())) {
      return;
    }
    StringBuilder text = new StringBuilder("what would be built is not what " + file + " says:");
    for (InventoryDifference.Change change :
        InventoryDifference.between(lock(file), made).changes()) {
      text.append(
          "\n  %s %s: %s in the lock, %s now"
              .formatted(
                  change.what().name().toLowerCase(java.util.Locale.ROOT),
                  change.name(),
                  change.before().isEmpty() ? "nothing" : change.before(),
                  change.after().isEmpty() ? "nothing" : change.after()));
    }
    throw new AssemblyException(
        Kind.LOCKED, text.toString(), "build without --lock to make a new lock file");
  }

  static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // a temporary folder that cannot be deleted does no harm
    }
  }
}
