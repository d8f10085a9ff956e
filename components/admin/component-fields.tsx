"use client";

import { useState } from "react";
import { serviceNames, serviceTexts } from "@/components/admin/service-names";
import { Field } from "@/components/form/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { scopesOfService } from "@/lib/admin/model";
import { type Service, services } from "@/lib/auth/model";

export const NameField = ({ value }: { value?: string }) => (
  <Field name="name" label="Name" description="As people say it, at most 64 characters." isRequired>
    <Input maxLength={64} autoComplete="off" defaultValue={value} />
  </Field>
);

export const IntervalField = ({ value }: { value?: number | null }) => (
  <Field
    name="intervalSeconds"
    label="Expected interval"
    description="Seconds between two calls. Without it nobody notices a silence."
  >
    <Input inputMode="numeric" autoComplete="off" defaultValue={value ?? ""} />
  </Field>
);

type NewComponentFieldsProps = { clusters: { id: string; name: string }[] };

export const NewComponentFields = ({ clusters }: NewComponentFieldsProps) => {
  const [service, setService] = useState<Service>("detector");
  const { allowed, isRequired } = scopesOfService[service];
  return (
    <>
      <Field
        name="service"
        label="Service"
        description={`A ${service} ${serviceTexts[service]}.`}
        isRequired
      >
        <Select
          value={service}
          onChange={(event) => {
            const chosen = services.find((known) => known === event.target.value);
            if (chosen) setService(chosen);
          }}
        >
          {services.map((known) => (
            <option key={known} value={known}>
              {serviceNames[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="clusterId" label="Cluster" isRequired={isRequired}>
        <Select defaultValue="">
          <option value="">{isRequired ? "Choose a cluster" : "None"}</option>
          {clusters.map(({ id, name }) => (
            <option key={id} value={id}>
              {name} ({id})
            </option>
          ))}
        </Select>
      </Field>
      {allowed.includes("site") ? (
        <Field name="site" label="Site" description="Instead of a cluster.">
          <Input maxLength={64} autoComplete="off" />
        </Field>
      ) : null}
      {allowed.includes("volume") ? (
        <Field name="volume" label="Volume" description="Instead of a cluster.">
          <Input maxLength={64} autoComplete="off" />
        </Field>
      ) : null}
      <NameField />
      <Field
        name="id"
        label="ID"
        description="Lower-case letters, digits and _. Left empty: cluster and service."
      >
        <Input maxLength={32} autoComplete="off" spellCheck={false} />
      </Field>
      <IntervalField />
    </>
  );
};
