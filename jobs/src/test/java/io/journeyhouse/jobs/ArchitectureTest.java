package io.journeyhouse.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

/** The fences between packages. */
@AnalyzeClasses(
    packages = "io.journeyhouse",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestsOfCommon.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule only_batch_knows_spring =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.journeyhouse.jobs.batch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule only_cli_knows_picocli =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.journeyhouse.jobs.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule common_knows_no_job =
      noClasses()
          .that()
          .resideInAPackage("io.journeyhouse.common..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.journeyhouse.jobs..");

  /**
   * Jobs meet in tables. What they share is the workspace's records and the rule of whose a fact
   * is.
   */
  @ArchTest
  static final ArchRule jobs_do_not_import_one_another =
      slices()
          .matching(
              "io.journeyhouse.jobs.(ingest|identity|journey|attribution|audience|export|customer)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule jobs_know_neither_batch_nor_cli =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..jobs.ingest..",
              "..jobs.identity..",
              "..jobs.journey..",
              "..jobs.attribution..",
              "..jobs.audience..",
              "..jobs.export..",
              "..jobs.customer..",
              "..jobs.matching..",
              "..jobs.person..",
              "..jobs.sample..",
              "..jobs.workspace..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..jobs.batch..", "..jobs.cli..");

  @ArchTest
  static final ArchRule no_wall_clock_in_jobs =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..jobs.ingest..",
              "..jobs.identity..",
              "..jobs.journey..",
              "..jobs.attribution..",
              "..jobs.audience..",
              "..jobs.export..",
              "..jobs.customer..",
              "..jobs.matching..",
              "..jobs.person..",
              "..jobs.sample..",
              "..common..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(org.apache.spark.sql.functions.class, "current_timestamp")
          .orShould()
          .callMethod(org.apache.spark.sql.functions.class, "now")
          .orShould()
          .callMethod(org.apache.spark.sql.functions.class, "rand")
          .orShould()
          .callMethod(org.apache.spark.sql.functions.class, "monotonically_increasing_id");

  @ArchTest
  static final ArchRule table_jobs_are_package_private =
      classes()
          .that()
          .implement(io.journeyhouse.common.run.TableJob.class)
          .and(new InPackage("io.journeyhouse.jobs"))
          .should()
          .notBePublic()
          .allowEmptyShould(true);

  /** They come as a jar, or as a folder where a build does not package. */
  static final class NoTestsOfCommon implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final class InPackage extends DescribedPredicate<JavaClass> {
    private final String name;

    InPackage(String name) {
      super("are in " + name);
      this.name = name;
    }

    @Override
    public boolean test(JavaClass type) {
      return type.getPackageName().startsWith(name);
    }
  }
}
