export interface paths {
    "/territories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All territories */
        get: operations["listTerritories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One territory */
        get: operations["getTerritory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The revisions of a territory, newest first */
        get: operations["listRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The element categories with class and segment, and the classes
         * @description With `territory` the registry of that territory, otherwise the defaults.
         */
        get: operations["listCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/finding-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be wrong with a map */
        get: operations["listFindingKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/grids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Grids by level, then code; filters combine */
        get: operations["listGrids"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/grids/{grid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One grid */
        get: operations["getGrid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/grids/{grid}/children": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The grids one level below that belong to a grid */
        get: operations["listChildren"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/grids/{grid}/ancestors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The chain above a grid, from its parent up to the territory */
        get: operations["listAncestors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/coverage/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How seamless a revision is: per level, category and county
         * @description Figures of the newest finished audit of the revision; `auditId` is null when there is none yet. Findings that a live waiver accepts are counted as `waived` and nowhere else.
         */
        get: operations["getCoverageSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest 100 runs, newest first */
        get: operations["listAudits"];
        put?: never;
        /** Audit the current revision */
        post: operations["startAudit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its findings, streamed */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        /** Cancel a running audit, in whatever process it runs */
        delete: operations["cancelAudit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate of a run that ended with no open error */
        get: operations["getCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The findings of a run: by severity, then largest first */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/findings/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All findings of a run with their work items as one file, GeoJSON or CSV
         * @description Streamed, whatever their number. `format` decides, otherwise `Accept`; GeoJSON when neither does. The CSV is UTF-8 with a byte order mark, codes as text.
         */
        get: operations["exportFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/findings/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same change for many findings of a run: those of a list, or those that a filter takes
         * @description Made in batches of 1 000, each whole or not at all. A group of noise is mended with the filter `{"sizeClass": "noise", "level": …, "parent": …}`. An empty filter takes all.
         */
        post: operations["updateFindings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run against the one before it: counts, and the findings of one sort in pages
         * @description `same`: the same geometry; `changed`: the same condition where it was, with another geometry; `gone`: of the run before, as they were there. Without a run before, all counts are 0.
         */
        get: operations["listChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/noise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Findings of size class noise, grouped by level and parent, most first
         * @description A group is changed as a whole by POST …/findings/bulk with `{"sizeClass": "noise", "level": …, "parent": …}`.
         */
        get: operations["listNoise"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/audits/{auditId}/findings/tallies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many findings of a run there are by everything a list is filtered by
         * @description Of the whole run; combinations of which there is none are left out.
         */
        get: operations["tallyFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/territories/{territoryId}/findings/{findingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One finding */
        get: operations["getFinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Work on a finding: state, assignee, due date, a note, a waiver or its withdrawal */
        patch: operations["updateFinding"];
        trace?: never;
    };
    "/territories/{territoryId}/findings/{findingId}/proposal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A proven repair of a finding, on the revision that was audited; nothing is applied
         * @description Where no repair holds, `status` is `refused` and `reason` says why.
         */
        get: operations["getProposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The grids that hold a point
         * @description A point in a gap or an overlap is an answer, not an error. `territory` may be left out: then the territory whose map holds the point answers. Levels come from the parent chain of the grid found; in a gap each level is answered by its own geometry, in an overlap only the levels that all candidates share.
         */
        get: operations["lookupPoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{source}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** TileJSON 3.0 of a source */
        get: operations["getTileJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{source}/{z}/{x}/{y}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One vector tile; 204 when nothing is there
         * @description Take the addresses from the TileJSON. With `revision` (and `audit`, for findings) and `made` in the query the bytes never change and may be kept for ever; without `made` ask again with `If-None-Match`. 410 where what the address shows was made anew or is no more, as after a restore: read the TileJSON again. 503 while the tile server is away or the revision is still being drawn.
         */
        get: operations["getTile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process lives
         * @description Asks nothing of the database or the tile server: whoever restarts what does not live asks here.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The first page can be used
         * @description Otherwise 503, whose `checks` say what is away.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts and durations for Prometheus; docs/operations.md lists them */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document; also at /api/openapi.json */
        get: operations["getOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Ancestors: {
            revision: number;
            items: components["schemas"]["Grid"][];
        };
        /** @description A run as the document "wangge-audit/1" */
        Audit: {
            /** @enum {string} */
            format: "wangge-audit/1";
            auditId: number;
            /** @enum {string} */
            status: "running" | "done" | "failed" | "cancelled" | "dead";
            principal: string;
            startedAt: string;
            finishedAt: string | null;
            progress: {
                done: number;
                total: number;
            } | null;
            error: string | null;
            clean: boolean | null;
            revision: number;
            levels: components["schemas"]["LevelSummary"][];
            /** @description The run that findings are compared with: the one done last when this was done; null for the first, and until done */
            comparedWith: number | null;
            /** @description While it runs: a run of another process that examines the same revision meanwhile */
            alongside?: number;
            findings?: components["schemas"]["Finding"][];
            /** @description Null until done, and where a finding of severity error was open */
            certificate: {
                /** @enum {string} */
                format: "wangge-certificate/1";
                algorithm: string;
                territory: string | null;
                levels: components["schemas"]["CertifiedLevel"][];
                contentSha256: string;
                noise: {
                    [key: string]: components["schemas"]["KindTotal"];
                };
                waivers: components["schemas"]["CertifiedWaiver"][];
                secondOpinion: {
                    engine: string;
                    parents: number;
                    agreed: number;
                } | null;
                sha256: string;
                revision: number | null;
                issuedAt: string;
            } | null;
            secondOpinion: components["schemas"]["SecondOpinion"];
        };
        AuditRun: {
            /** @enum {string} */
            format: "wangge-audit/1";
            auditId: number;
            /** @enum {string} */
            status: "running" | "done" | "failed" | "cancelled" | "dead";
            principal: string;
            startedAt: string;
            finishedAt: string | null;
            progress: {
                done: number;
                total: number;
            } | null;
            error: string | null;
            clean: boolean | null;
            revision: number;
            levels: components["schemas"]["LevelSummary"][];
            /** @description The run that findings are compared with: the one done last when this was done; null for the first, and until done */
            comparedWith: number | null;
            /** @description While it runs: a run of another process that examines the same revision meanwhile */
            alongside?: number;
        };
        AuditRuns: {
            items: components["schemas"]["AuditRun"][];
        };
        Categories: {
            items: components["schemas"]["Category"][];
            classes: components["schemas"]["CategoryClass"][];
        };
        Category: {
            ordinal: number;
            code: string;
            zh: string;
            en: string;
            class: string;
            segment: string;
        };
        CategoryClass: {
            code: string;
            zh: string;
            en: string;
        };
        CategoryCount: {
            category: string | null;
            count: number;
        };
        /** @description Written by a run that ends with no open error; `wangge verify` checks it */
        Certificate: {
            /** @enum {string} */
            format: "wangge-certificate/1";
            algorithm: string;
            territory: string | null;
            levels: components["schemas"]["CertifiedLevel"][];
            contentSha256: string;
            noise: {
                [key: string]: components["schemas"]["KindTotal"];
            };
            waivers: components["schemas"]["CertifiedWaiver"][];
            secondOpinion: {
                engine: string;
                parents: number;
                agreed: number;
            } | null;
            sha256: string;
            revision: number | null;
            issuedAt: string;
        };
        CertifiedLevel: {
            /** @enum {string} */
            level: "county" | "branch" | "outlet-area" | "element";
            grids: number;
            parents: number;
            parentsProven: number;
            edgesCancelled: number;
            /** @description Twice the sum of the children's areas in squared lattice steps, exact */
            doubledLatticeArea: string;
            parentDoubledLatticeArea: string | null;
            areaSquareMetres: number;
        };
        CertifiedWaiver: {
            identity: string;
            geometryHash: string;
            reason: string;
            author: string;
            expiresAt: string | null;
        };
        ChangeCounts: {
            new: number;
            same: number;
            changed: number;
            gone: number;
        };
        /** @description `unknown`: cannot be told while something else is away */
        Check: {
            /** @enum {string} */
            status: "ok" | "failed" | "unknown";
            detail?: string;
        };
        /** @description What stands behind the server */
        Checks: {
            database?: components["schemas"]["Check"];
            migrations?: components["schemas"]["Check"];
            tiles?: components["schemas"]["Check"];
            maps?: components["schemas"]["Check"];
        };
        CountySummary: {
            gridId: number;
            code: string;
            name: string;
            /** @description Grids of every level under the county, itself included */
            grids: number;
            findings: number;
            /** @description Of these, of size class noise */
            noise: number;
            /** @description The others, counted by kind */
            kinds: {
                [key: string]: number;
            };
            gapSquareMetres: number;
            overlapSquareMetres: number;
            outsideSquareMetres: number;
        };
        CoverageSummary: {
            revision: number;
            auditId: number | null;
            clean: boolean | null;
            auditedAt: string | null;
            levels: components["schemas"]["LevelSummary"][];
            categories: components["schemas"]["CategoryCount"][];
            severities: components["schemas"]["SeverityCounts"];
            waived: number;
            counties: components["schemas"]["CountySummary"][];
        };
        Disagreement: {
            /** @enum {string} */
            level: "county" | "branch" | "outlet-area" | "element";
            parent: string | null;
            /** @enum {string} */
            what: "gap" | "overlap" | "outside-parent" | "failure";
            oursSquareMetres: number;
            turfSquareMetres: number;
            ours: components["schemas"]["Geometry"] & (Record<string, never> | null);
            turf: components["schemas"]["Geometry"] & (Record<string, never> | null);
            message: string;
        };
        Finding: {
            findingId: number;
            auditId: number;
            /** @description The condition: findingId of its first report, the same from run to run */
            caseId: number;
            /**
             * @description Against the run before; null in a territory's first run
             * @enum {string|null}
             */
            change: "new" | "same" | "changed" | null;
            /** @enum {string} */
            kind: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            cause: string | null;
            /** @enum {string|null} */
            sizeClass: "real" | "sliver" | "noise" | null;
            /** @enum {string} */
            severity: "error" | "warning" | "info";
            /**
             * @description Level of the children that fail to tile `parent`
             * @enum {string}
             */
            level: "county" | "branch" | "outlet-area" | "element";
            parent: string | null;
            areaSquareMetres: number | null;
            widthMetres: number | null;
            depth: number | null;
            grids: components["schemas"]["FindingGrid"][];
            identity: string;
            geometryHash: string;
            /** @description Identities of findings of the same run that this one follows from */
            causedBy: string[];
            message: string;
            /** @enum {string} */
            state: "open" | "in-progress" | "done";
            assignee: string | null;
            dueDate: string | null;
            notes: components["schemas"]["FindingNote"][];
            waiver: components["schemas"]["Waiver"];
            /** @enum {string} */
            status: "open" | "waived";
            geometry: components["schemas"]["Geometry"];
        };
        FindingChange: {
            /** @enum {string} */
            state?: "open" | "in-progress" | "done";
            assignee?: string | null;
            dueDate?: string | null;
            note?: string;
            /** @description Null withdraws the waiver */
            waive?: {
                reason: string;
                /**
                 * @description A day holds through its end in the time zone of the server, a date-time exactly until then; it must lie ahead. Null, or left out: until the place changes. The answer tells the moment
                 * @default null
                 */
                expiresAt: string | null;
            } | null;
        };
        FindingChanges: {
            auditId: number;
            /** @description The run before; null for the first */
            comparedWith: number | null;
            counts: components["schemas"]["ChangeCounts"];
            items: components["schemas"]["Finding"][];
            /** @description Ask again with it; null on the last page */
            nextCursor: string | null;
        };
        FindingFeature: {
            /** @enum {string} */
            type: "Feature";
            id: number;
            properties: components["schemas"]["FindingProperties"];
            geometry: components["schemas"]["Geometry"];
        };
        FindingFeatures: {
            /** @enum {string} */
            type: "FeatureCollection";
            features: components["schemas"]["FindingFeature"][];
            /** @description Ask again with it; null on the last page */
            nextCursor: string | null;
            /** @description Of the whole run, whatever the filters */
            totals: components["schemas"]["FindingTotal"][];
        };
        FindingFilter: {
            /** @enum {string} */
            kind?: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            /** @enum {string} */
            level?: "county" | "branch" | "outlet-area" | "element";
            /** @enum {string} */
            severity?: "error" | "warning" | "info";
            /** @enum {string} */
            sizeClass?: "real" | "sliver" | "noise";
            /**
             * @description Leaves out findings of this size class
             * @enum {string}
             */
            exceptSizeClass?: "real" | "sliver" | "noise";
            /** @description Null: those without a parent */
            parent?: string | null;
            /** @description [west, south, east, north] in degrees, WGS84; west > east where it crosses the antimeridian (RFC 7946 §5.2) */
            bbox?: [
                number,
                number,
                number,
                number
            ];
            /** @enum {string} */
            change?: "new" | "same" | "changed";
            /** @enum {string} */
            status?: "open" | "waived";
            /** @enum {string} */
            state?: "open" | "in-progress" | "done";
            assignee?: string;
        };
        FindingGrid: {
            code: string;
            name: string;
            /** @enum {string} */
            level: "territory" | "county" | "branch" | "outlet-area" | "element";
            areaSquareMetres: number | null;
        };
        FindingKind: {
            /** @enum {string} */
            code: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            zh: string;
            en: string;
            /** @enum {string} */
            severity: "error" | "warning" | "info";
        };
        FindingKinds: {
            items: components["schemas"]["FindingKind"][];
        };
        FindingNote: {
            at: string;
            by: string;
            text: string;
        };
        FindingPage: {
            items: components["schemas"]["Finding"][];
            /** @description Ask again with it; null on the last page */
            nextCursor: string | null;
            /** @description Of the whole run, whatever the filters */
            totals: components["schemas"]["FindingTotal"][];
        };
        FindingProperties: {
            findingId: number;
            auditId: number;
            /** @description The condition: findingId of its first report, the same from run to run */
            caseId: number;
            /**
             * @description Against the run before; null in a territory's first run
             * @enum {string|null}
             */
            change: "new" | "same" | "changed" | null;
            /** @enum {string} */
            kind: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            cause: string | null;
            /** @enum {string|null} */
            sizeClass: "real" | "sliver" | "noise" | null;
            /** @enum {string} */
            severity: "error" | "warning" | "info";
            /**
             * @description Level of the children that fail to tile `parent`
             * @enum {string}
             */
            level: "county" | "branch" | "outlet-area" | "element";
            parent: string | null;
            areaSquareMetres: number | null;
            widthMetres: number | null;
            depth: number | null;
            grids: components["schemas"]["FindingGrid"][];
            identity: string;
            geometryHash: string;
            /** @description Identities of findings of the same run that this one follows from */
            causedBy: string[];
            message: string;
            /** @enum {string} */
            state: "open" | "in-progress" | "done";
            assignee: string | null;
            dueDate: string | null;
            notes: components["schemas"]["FindingNote"][];
            waiver: components["schemas"]["Waiver"];
            /** @enum {string} */
            status: "open" | "waived";
        };
        FindingsChange: {
            ids?: number[];
            filter?: components["schemas"]["FindingFilter"];
            change: components["schemas"]["FindingChange"];
        };
        FindingsUpdated: {
            updated: number;
            /** @description Those of `ids` that are no findings of this run; left out where there is none */
            missing?: {
                count: number;
                /** @description The first 100 */
                ids: number[];
            };
        };
        FindingTallies: {
            items: components["schemas"]["FindingTally"][];
        };
        FindingTally: {
            /** @enum {string} */
            kind: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            /** @enum {string|null} */
            sizeClass: "real" | "sliver" | "noise" | null;
            /** @enum {string|null} */
            change: "new" | "same" | "changed" | null;
            /** @enum {string} */
            status: "open" | "waived";
            /** @enum {string} */
            state: "open" | "in-progress" | "done";
            assignee: string | null;
            count: number;
        };
        FindingTotal: {
            /** @enum {string} */
            kind: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            /** @enum {string} */
            level: "county" | "branch" | "outlet-area" | "element";
            /** @enum {string} */
            severity: "error" | "warning" | "info";
            /** @enum {string|null} */
            sizeClass: "real" | "sliver" | "noise" | null;
            count: number;
            areaSquareMetres: number;
            /** @description Of these, without a live waiver */
            openCount: number;
            openAreaSquareMetres: number;
        };
        /** @description A GeoJSON geometry, WGS84 degrees with at most 7 decimals */
        Geometry: {
            /** @enum {string} */
            type: "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon" | "GeometryCollection";
            coordinates?: unknown[];
            geometries?: unknown[];
        };
        Grid: {
            gridId: number;
            /** @enum {string} */
            level: "territory" | "county" | "branch" | "outlet-area" | "element";
            code: string;
            name: string;
            /** @description Code of the grid one level up */
            parent: string | null;
            category: string | null;
            class: string | null;
            areaSquareMetres: number;
            /** @description [lng, lat] in degrees, WGS84 */
            labelPoint: [
                number,
                number
            ];
            /** @description Made up to fill a level that this branch of the tree lacks */
            implied: boolean;
            attributes: {
                [key: string]: unknown;
            };
        };
        GridFeature: {
            /** @enum {string} */
            type: "Feature";
            id: number;
            properties: components["schemas"]["Grid"];
            geometry: components["schemas"]["Geometry"];
        };
        GridFeatures: {
            /** @enum {string} */
            type: "FeatureCollection";
            features: components["schemas"]["GridFeature"][];
            revision: number;
            /** @description Ask again with it; null on the last page */
            nextCursor: string | null;
        };
        GridPage: {
            revision: number;
            items: components["schemas"]["Grid"][];
            /** @description Ask again with it; null on the last page */
            nextCursor: string | null;
        };
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        KindTotal: {
            count: number;
            areaSquareMetres: number;
        };
        LevelLabels: {
            territory: components["schemas"]["LocalText"];
            county: components["schemas"]["LocalText"];
            branch: components["schemas"]["LocalText"];
            "outlet-area": components["schemas"]["LocalText"];
            element: components["schemas"]["LocalText"];
        };
        LevelSummary: {
            /** @enum {string} */
            level: "county" | "branch" | "outlet-area" | "element";
            grids: number;
            /** @description Grids one level up that have children to prove */
            parents: number;
            /** @description Parents whose children cover them exactly once */
            parentsProven: number;
            /** @description Edges that met their opposite; runs before this was counted have none */
            edgesCancelled?: number;
            /**
             * @description Told where the level above has no grids
             * @enum {string}
             */
            outerBorder?: "unknown";
            /** @description Count and m² by kind */
            findings: {
                [key: string]: components["schemas"]["KindTotal"];
            };
        };
        LocalText: {
            zh: string;
            en: string;
        };
        LookupAnswer: {
            /** @enum {string} */
            status: "inside" | "gap" | "overlap" | "outside" | "invalid";
            territory: string | null;
            revision: number | null;
            element: components["schemas"]["LookupElement"];
            outletArea: components["schemas"]["LookupGrid"];
            branch: components["schemas"]["LookupGrid"];
            county: components["schemas"]["LookupGrid"];
            nearest?: components["schemas"]["LookupNearest"];
            candidates?: string[];
            candidateGrids?: components["schemas"]["LookupCandidate"][];
        };
        LookupCandidate: {
            gridId: number;
            /** @enum {string} */
            level: "territory" | "county" | "branch" | "outlet-area" | "element";
            code: string;
            name: string;
        };
        LookupElement: {
            gridId: number;
            code: string;
            name: string;
            category: string | null;
            class: string | null;
        } | null;
        LookupGrid: {
            gridId: number;
            code: string;
            name: string;
        } | null;
        LookupNearest: {
            gridId: number;
            code: string;
            /** @enum {string} */
            level: "territory" | "county" | "branch" | "outlet-area" | "element";
            distanceMetres: number;
        };
        NoiseGroup: {
            /** @enum {string} */
            level: "county" | "branch" | "outlet-area" | "element";
            parent: string | null;
            count: number;
            /** @description Of these, without a live waiver */
            openCount: number;
            areaSquareMetres: number;
            /** @description Count by kind */
            kinds: {
                [key: string]: number;
            };
        };
        NoiseGroups: {
            items: components["schemas"]["NoiseGroup"][];
        };
        OpenApiDocument: {
            [key: string]: unknown;
        };
        /** @description Why a request was refused, and what to do about it (RFC 9457) */
        Problem: {
            /**
             * @description Stable machine name of the kind of problem
             * @example grid-not-found
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            fix?: string;
            field?: string;
            requestId: string;
            /** @description Only of /readyz */
            checks?: {
                database?: components["schemas"]["Check"];
                migrations?: components["schemas"]["Check"];
                tiles?: components["schemas"]["Check"];
                maps?: components["schemas"]["Check"];
            };
        };
        Readiness: {
            /** @enum {string} */
            status: "ready";
            checks: components["schemas"]["Checks"];
        };
        RepairAnswer: {
            /** @enum {string} */
            status: "proposed" | "refused";
            findingId: number;
            revision: number;
            identity: string;
            /** @enum {string} */
            kind: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
            reason: string | null;
            proposal: components["schemas"]["RepairProposal"];
        };
        RepairChange: {
            /** @enum {string} */
            level: "territory" | "county" | "branch" | "outlet-area" | "element";
            code: string;
            gainsSquareMetres: number;
            losesSquareMetres: number;
            /** @description The grid as it would become */
            geometry: {
                /** @enum {string} */
                type: "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon" | "GeometryCollection";
                coordinates?: unknown[];
                geometries?: unknown[];
            };
        };
        RepairProposal: {
            geometryHash: string;
            /** @enum {string} */
            level: "county" | "branch" | "outlet-area" | "element";
            parent: string | null;
            /** @enum {string} */
            method: "give-gap" | "split-gap" | "cut-overlap" | "clip-outside" | "add-vertex" | "snap-sliver";
            message: string;
            changes: components["schemas"]["RepairChange"][];
        } | null;
        Revision: {
            revision: number;
            /** @enum {string} */
            status: "building" | "published" | "failed";
            author: string;
            baseRevision: number | null;
            createdAt: string;
            effectiveFrom: string | null;
            note: string | null;
            /** @description Whether its zooms are drawn, so that there are tiles of it */
            isDrawn: boolean;
            /** @description When they were drawn; null until then */
            drawnAt: string | null;
        };
        Revisions: {
            items: components["schemas"]["Revision"][];
        };
        /** @description What a second engine says of every parent */
        SecondOpinion: {
            engine: string;
            parents: number;
            agreed: number;
            toleranceSquareMetres: number;
            /** @description Findings too small for the second engine to judge */
            notJudged: number;
            disagreements: components["schemas"]["Disagreement"][];
            /** @description Parents over which the second engine failed at first; a second try judged them */
            retried: {
                /** @enum {string} */
                level: "county" | "branch" | "outlet-area" | "element";
                parent: string | null;
                message: string;
            }[];
        } | null;
        /** @description Open findings */
        SeverityCounts: {
            error: number;
            warning: number;
            info: number;
        };
        Territories: {
            items: components["schemas"]["Territory"][];
        };
        Territory: {
            territoryId: string;
            name: components["schemas"]["LocalText"];
            /** @enum {string} */
            codeScheme: "standard" | "own";
            /** @enum {string} */
            upperLevels: "drawn" | "derived";
            levelLabels: components["schemas"]["LevelLabels"];
            /** @enum {string} */
            displayDatum: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
            currentRevision: number | null;
            /** @description [west, south, east, north] in degrees, WGS84; west > east where it crosses the antimeridian (RFC 7946 §5.2) */
            bbox: [
                number,
                number,
                number,
                number
            ] | null;
            /** @description The newest finished audit of the current revision */
            latestAuditId: number | null;
        };
        TileJson: {
            /** @enum {string} */
            tilejson: "3.0.0";
            name: string;
            /** @enum {string} */
            scheme: "xyz";
            tiles: string[];
            minzoom: number;
            maxzoom: number;
            /** @description [west, south, east, north] in degrees, WGS84, west ≤ east: as wide as the world where the territory crosses the antimeridian */
            bounds: [
                number,
                number,
                number,
                number
            ];
            vector_layers: components["schemas"]["VectorLayer"][];
        };
        VectorLayer: {
            id: string;
            minzoom: number;
            maxzoom: number;
            fields: {
                [key: string]: string;
            };
        };
        Waiver: {
            reason: string;
            author: string;
            expiresAt: string | null;
        } | null;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listTerritories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All territories */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Territories"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTerritory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One territory */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Territory"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRevisions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revisions of a territory, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revisions"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCategories: {
        parameters: {
            query?: {
                /** @description Territory id */
                territory?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The element categories with class and segment, and the classes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Categories"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFindingKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What can be wrong with a map */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingKinds"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listGrids: {
        parameters: {
            query?: {
                level?: "territory" | "county" | "branch" | "outlet-area" | "element";
                /** @description Code (or `id:…`) of the grid one level up; with `level` it is looked for one level above */
                parent?: string;
                category?: "government" | "finance" | "large-enterprise" | "sme" | "hotel" | "tourism" | "school" | "hospital" | "internet-cafe" | "industrial-park" | "office-building" | "specialised-market" | "street-shops" | "other" | "residential-compound" | "residential-mixed" | "vacant-land" | "public-facility" | "park" | "village";
                /** @description Only what meets this box: west,south,east,north in degrees, WGS84; west > east crosses the antimeridian */
                bbox?: string;
                /** @description First part of a code, or any part of a name */
                q?: string;
                /** @description Revision; the current one when neither this nor asOf is given */
                revision?: number;
                /** @description The revision in force at this moment; a day means its first moment in UTC */
                asOf?: string;
                /** @description Rows in one page; 100 when not given */
                limit?: number;
                /** @description `nextCursor` of the page before; opaque */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Grids by level, then code; filters combine */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridPage"];
                    "application/geo+json": components["schemas"]["GridFeatures"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getGrid: {
        parameters: {
            query?: {
                level?: "territory" | "county" | "branch" | "outlet-area" | "element";
                /** @description Revision; the current one when neither this nor asOf is given */
                revision?: number;
                /** @description The revision in force at this moment; a day means its first moment in UTC */
                asOf?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Code of the grid, or `id:` and its identity */
                grid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One grid */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grid"];
                    "application/geo+json": components["schemas"]["GridFeature"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChildren: {
        parameters: {
            query?: {
                level?: "territory" | "county" | "branch" | "outlet-area" | "element";
                /** @description Revision; the current one when neither this nor asOf is given */
                revision?: number;
                /** @description The revision in force at this moment; a day means its first moment in UTC */
                asOf?: string;
                /** @description Rows in one page; 100 when not given */
                limit?: number;
                /** @description `nextCursor` of the page before; opaque */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Code of the grid, or `id:` and its identity */
                grid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grids one level below that belong to a grid */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridPage"];
                    "application/geo+json": components["schemas"]["GridFeatures"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAncestors: {
        parameters: {
            query?: {
                level?: "territory" | "county" | "branch" | "outlet-area" | "element";
                /** @description Revision; the current one when neither this nor asOf is given */
                revision?: number;
                /** @description The revision in force at this moment; a day means its first moment in UTC */
                asOf?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Code of the grid, or `id:` and its identity */
                grid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain above a grid, from its parent up to the territory */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ancestors"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCoverageSummary: {
        parameters: {
            query?: {
                /** @description Revision; the current one when neither this nor asOf is given */
                revision?: number;
                /** @description The revision in force at this moment; a day means its first moment in UTC */
                asOf?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How seamless a revision is: per level, category and county */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverageSummary"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest 100 runs, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditRuns"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startAudit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit the current revision */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditRun"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                /** @description `false` leaves the findings out; page through them at …/findings */
                findings?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One run with its findings, streamed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelAudit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancel a running audit, in whatever process it runs */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditRun"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate of a run that ended with no open error */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                kind?: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
                level?: "county" | "branch" | "outlet-area" | "element";
                severity?: "error" | "warning" | "info";
                sizeClass?: "real" | "sliver" | "noise";
                /** @description Leaves out findings of this size class */
                exceptSizeClass?: "real" | "sliver" | "noise";
                parent?: string;
                /** @description Only what meets this box: west,south,east,north in degrees, WGS84; west > east crosses the antimeridian */
                bbox?: string;
                change?: "new" | "same" | "changed";
                status?: "open" | "waived";
                state?: "open" | "in-progress" | "done";
                assignee?: string;
                /** @description Rows in one page; 100 when not given */
                limit?: number;
                /** @description `nextCursor` of the page before; opaque */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The findings of a run: by severity, then largest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                    "application/geo+json": components["schemas"]["FindingFeatures"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportFindings: {
        parameters: {
            query?: {
                kind?: "gap" | "overlap" | "outside-parent" | "unmatched-vertex" | "invalid-ring" | "multipart-element" | "missing-parent" | "wrong-parent" | "childless" | "code-mismatch" | "category-missing";
                level?: "county" | "branch" | "outlet-area" | "element";
                severity?: "error" | "warning" | "info";
                sizeClass?: "real" | "sliver" | "noise";
                /** @description Leaves out findings of this size class */
                exceptSizeClass?: "real" | "sliver" | "noise";
                parent?: string;
                /** @description Only what meets this box: west,south,east,north in degrees, WGS84; west > east crosses the antimeridian */
                bbox?: string;
                change?: "new" | "same" | "changed";
                status?: "open" | "waived";
                state?: "open" | "in-progress" | "done";
                assignee?: string;
                format?: "geojson" | "csv";
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All findings of a run with their work items as one file, GeoJSON or CSV */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": string;
                    "text/csv": string;
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such form of the answer */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateFindings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingsChange"];
            };
        };
        responses: {
            /** @description The same change for many findings of a run: those of a list, or those that a filter takes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsUpdated"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChanges: {
        parameters: {
            query?: {
                /** @description Which findings to list; `gone` when not given */
                list?: "new" | "same" | "changed" | "gone";
                /** @description Rows in one page; 100 when not given */
                limit?: number;
                /** @description `nextCursor` of the page before; opaque */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A run against the one before it: counts, and the findings of one sort in pages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingChanges"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNoise: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Findings of size class noise, grouped by level and parent, most first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoiseGroups"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tallyFindings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Audit run */
                auditId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many findings of a run there are by everything a list is filtered by */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingTallies"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Finding */
                findingId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One finding */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                    "application/geo+json": components["schemas"]["FindingFeature"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateFinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Finding */
                findingId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindingChange"];
            };
        };
        responses: {
            /** @description Work on a finding: state, assignee, due date, a note, a waiver or its withdrawal */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finding"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit the present state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProposal: {
        parameters: {
            query?: {
                /** @description Who gets a gap: a code, or `split` for all neighbours along the middle line; without it the longest shared border */
                give?: string;
                /** @description Who keeps an overlap: a code */
                keep?: string;
            };
            header?: never;
            path: {
                /** @description Territory id */
                territoryId: string;
                /** @description Finding */
                findingId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A proven repair of a finding, on the revision that was audited; nothing is applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepairAnswer"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lookupPoint: {
        parameters: {
            query: {
                /** @description Longitude in degrees, in `datum` */
                lng: number;
                /** @description Latitude in degrees, in `datum` */
                lat: number;
                /** @description What lng and lat are given in; wgs84 when not given */
                datum?: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
                /** @description Territory id */
                territory?: string;
                /** @description Revision; the current one when neither this nor asOf is given */
                revision?: number;
                /** @description The revision in force at this moment; a day means its first moment in UTC */
                asOf?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The grids that hold a point */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookupAnswer"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTileJson: {
        parameters: {
            query: {
                /** @description Territory id */
                territory: string;
                /** @description Revision; the current one when not given */
                revision?: number;
                /** @description Audit run, source `findings` only; the newest finished one when not given */
                audit?: number;
            };
            header?: never;
            path: {
                source: "grids" | "grid_labels" | "findings" | "reference";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description TileJSON 3.0 of a source */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TileJson"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTile: {
        parameters: {
            query: {
                /** @description Territory id */
                territory: string;
                /** @description Revision; the current one when not given */
                revision?: number;
                /** @description Audit run, source `findings` only; the newest finished one when not given */
                audit?: number;
                /** @description When that was made, in milliseconds since 1970, as the TileJSON has it: the drawing of the revision, or, for findings, the end of the audit. Only together with `revision` (and `audit`, for findings); another moment is refused (410) */
                made?: number;
            };
            header?: never;
            path: {
                source: "grids" | "grid_labels" | "findings" | "reference";
                /** @description Zoom */
                z: number;
                /** @description Column */
                x: number;
                /** @description Row from the north */
                y: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Mapbox vector tile 2 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is there */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What it names is no more, or was made anew */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready, or what stands behind the server cannot be reached; try again after Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The first page can be used */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready, or what stands behind the server cannot be reached; try again after Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts and durations for Prometheus; docs/operations.md lists them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document; also at /api/openapi.json */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description The request is not understood; `field` and `fix` say what to change */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Our fault; quote the requestId */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
