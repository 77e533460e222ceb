package io.journeyhouse.jobs.export;

import io.journeyhouse.jobs.workspace.AudienceConfig;

/** An audience and the number of its present definition, as its members' rows carry it. */
record Definition(AudienceConfig audience, int version) {}
